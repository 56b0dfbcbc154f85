import { QueryTypes, type Sequelize } from 'sequelize';

/**
 * The version of pg-mem when it stands behind this connection, else null. Only where the driver is another one than `pg`
 * (`dialectModule`, a mocked module) is the server asked, so that a real PostgreSQL pays nothing: `pg` brings the readers of
 * types that Sequelize needs, pg-mem's has a client and nothing else.
 */
export async function versionOfPgMem(sequelize: Sequelize): Promise<string | null> {
  const { connectionManager } = sequelize as unknown as { readonly connectionManager?: { readonly lib?: Driver } };
  if (connectionManager?.lib?.types !== undefined) return null;
  try {
    // Alone: what pg-mem does not know in a message fails the whole of it.
    const rows: unknown = await sequelize.query('SHOW server_version', {
      type: QueryTypes.RAW,
      raw: true,
      logging: false,
      transaction: null,
      supportsSearchPath: false,
    } as object);
    // Sequelize answers a SHOW with the rows alone.
    const [row] = rows as readonly { readonly server_version?: string }[];
    const version = row?.server_version ?? '';
    return version.includes('pg-mem') ? version : null;
  } catch {
    // Whatever it is, what comes next says better what is wrong with it.
    return null;
  }
}

interface Driver {
  readonly types?: unknown;
}
