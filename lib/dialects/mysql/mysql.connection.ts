import type { Sequelize, Transaction } from 'sequelize';

/** A connection of either driver, as far as it is touched here. */
export interface Connection {
  destroy?(): void;
  /** Sequelize marks a pooled connection with the transaction that has it. */
  uuid?: string;
}

interface ConnectionManager {
  readonly config: { readonly replication?: { readonly write?: object } | false };
  getConnection(options: object): Promise<Connection>;
  releaseConnection(connection: Connection): void;
  destroyConnection(connection: Connection): Promise<void>;
  /** Opens a connection that no pool knows, with the hooks of users who fetch a password there. */
  _connect(config: object): Promise<Connection>;
  _disconnect(connection: Connection): Promise<void>;
}

function managerOf(sequelize: Sequelize): ConnectionManager {
  return (sequelize as unknown as { readonly connectionManager: ConnectionManager }).connectionManager;
}

/** Where the connection comes from, and where it goes when it is not needed any more. */
export interface Lease {
  readonly connection: Connection;
  /** Gives it back, or closes it; in which state it is does not matter after `drop`. */
  release(): Promise<void>;
  /** Closes it at once, also while it waits for an answer. */
  drop(): void;
}

/** From Sequelize's pool, to the primary. */
export async function leasePooled(sequelize: Sequelize): Promise<Lease> {
  const manager = managerOf(sequelize);
  const connection = await manager.getConnection({ type: 'SELECT', useMaster: true });
  let isOpen = true;
  return {
    connection,
    release: () => {
      if (isOpen) manager.releaseConnection(connection);
      isOpen = false;
      return Promise.resolve();
    },
    drop: () => {
      if (!isOpen) return;
      isOpen = false;
      // To close it politely would wait for the answer that does not come.
      connection.destroy?.();
      manager.destroyConnection(connection).catch(() => undefined);
    },
  };
}

/** One of our own, to the primary: what is set on it goes with it, and a pool of one stays free. */
export async function leaseOwn(sequelize: Sequelize): Promise<Lease> {
  const manager = managerOf(sequelize);
  const { config } = manager;
  const connection = await manager._connect((config.replication && config.replication.write) || config);
  let isOpen = true;
  return {
    connection,
    release: async () => {
      if (!isOpen) return;
      isOpen = false;
      await manager._disconnect(connection).catch(() => connection.destroy?.());
    },
    drop: () => {
      isOpen = false;
      connection.destroy?.();
    },
  };
}

/** What makes Sequelize send its queries over this connection: a transaction that it neither begins nor ends. */
export function carrierOf(sequelize: Sequelize, connection: Connection): Transaction {
  const { Transaction: Class } = sequelize.constructor as unknown as { readonly Transaction: typeof Transaction };
  const carrier = new Class(sequelize, {}) as Transaction & { connection: Connection };
  carrier.connection = connection;
  // After a deadlock Sequelize rolls back by itself; the end is ours.
  carrier.rollback = () => Promise.resolve();
  return carrier;
}
