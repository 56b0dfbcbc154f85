import {
  AllowNull,
  AutoIncrement,
  BelongsTo,
  BelongsToMany,
  Column,
  Comment,
  CreatedAt,
  DataType,
  Default,
  DeletedAt,
  ForeignKey,
  HasMany,
  Index,
  Model,
  PrimaryKey,
  Sequelize,
  Table,
  Unique,
  UpdatedAt,
  createIndexDecorator,
} from 'sequelize-typescript';
import { type ModelCase, POSTGRES } from './model-case.js';

const ByNameAndRank = createIndexDecorator({ name: 'decorated_name_rank', type: 'UNIQUE', unique: true });

@Table({ tableName: 'decorated_users', paranoid: true, comment: 'decorated' })
class DecoratedUser extends Model {
  @PrimaryKey
  @AutoIncrement
  @Column(DataType.BIGINT)
  declare id: number;

  @Unique
  @AllowNull(false)
  @Column(DataType.STRING(120))
  email!: string;

  @Index
  @Column(DataType.STRING)
  firstName!: string;

  @ByNameAndRank
  @Column(DataType.STRING)
  lastName!: string;

  @ByNameAndRank
  @Default(0)
  @Column(DataType.INTEGER)
  rank!: number;

  @Comment("it's a comment")
  @Default('user')
  @Column(DataType.ENUM('admin', 'user'))
  role!: string;

  @Default(Sequelize.literal('CURRENT_TIMESTAMP'))
  @Column(DataType.DATE)
  seen!: Date;

  @Column
  inferredText!: string;

  @Column
  inferredNumber!: number;

  @Column
  inferredDate!: Date;

  @Column
  inferredFlag!: boolean;

  @CreatedAt
  @Column({ field: 'born' })
  bornAt!: Date;

  @UpdatedAt
  changedAt!: Date;

  @DeletedAt
  goneAt!: Date;

  @HasMany(() => DecoratedPost)
  posts!: DecoratedPost[];
}

@Table({ tableName: 'decorated_posts', timestamps: false, indexes: [{ name: 'decorated_title', fields: ['title'] }] })
class DecoratedPost extends Model {
  @Column(DataType.TEXT)
  title!: string;

  @ForeignKey(() => DecoratedUser)
  @Column({ type: DataType.BIGINT, allowNull: false, onDelete: 'CASCADE' })
  userId!: number;

  @BelongsTo(() => DecoratedUser)
  user!: DecoratedUser;

  @BelongsToMany(() => DecoratedTag, () => DecoratedPostTag)
  tags!: DecoratedTag[];
}

@Table({ tableName: 'decorated_tags', timestamps: false })
class DecoratedTag extends Model {
  @PrimaryKey
  @Default(DataType.UUIDV4)
  @Column(DataType.UUID)
  declare id: string;

  @Unique('decorated_tag')
  @Column
  name!: string;

  @Unique('decorated_tag')
  @Column
  language!: string;
}

@Table({ tableName: 'decorated_post_tags', timestamps: false })
class DecoratedPostTag extends Model {
  @ForeignKey(() => DecoratedPost)
  @Column(DataType.INTEGER)
  postId!: number;

  @ForeignKey(() => DecoratedTag)
  @Column(DataType.UUID)
  tagId!: string;
}

@Table({ tableName: 'decorated_lists', timestamps: false })
class DecoratedList extends Model {
  @Default(Sequelize.fn('now'))
  @Column(DataType.DATE)
  seen!: Date;

  @Default([])
  @Column(DataType.ARRAY(DataType.TEXT))
  words!: string[];
}

export const decoratedCases: readonly ModelCase[] = [
  {
    name: 'decorated classes',
    // An index over the whole of a TEXT.
    notOn: ['MySQL'],
    define: () => undefined,
    classes: () => [DecoratedUser, DecoratedPost, DecoratedTag, DecoratedPostTag],
  },
  { name: 'a decorated list', dialects: POSTGRES, define: () => undefined, classes: () => [DecoratedList] },
];
