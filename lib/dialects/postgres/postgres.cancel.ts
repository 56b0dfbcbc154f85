import type { Sequelize } from 'sequelize';

interface PgConnection {
  query(sql: string): Promise<unknown>;
}

interface ConnectionManager {
  readonly config: { readonly replication?: { readonly write?: object } | false };
  /** Opens a connection that no pool knows, with the hooks of users who fetch a password there. */
  _connect(config: object): Promise<PgConnection>;
  _disconnect(connection: PgConnection): Promise<void>;
}

/** Ends the statement that runs in this session, from a connection of its own: that one waits for an answer. */
export async function cancelBackend(sequelize: Sequelize, backend: number | undefined): Promise<void> {
  if (backend === undefined) return;
  const { connectionManager: manager } = sequelize as unknown as { readonly connectionManager: ConnectionManager };
  const { config } = manager;
  const connection = await manager._connect((config.replication && config.replication.write) || config);
  try {
    await connection.query(`SELECT pg_cancel_backend(${backend})`);
  } finally {
    await manager._disconnect(connection);
  }
}
