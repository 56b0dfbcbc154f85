/**
 * The command line opens an application's connections and does the rest itself. The switch hangs on the process, because
 * the command runs the ESM copy of this package and the application may have the CommonJS one.
 */
const SWITCH: unique symbol = Symbol.for('nestjs-safe-sync.command') as never;

export interface CommandSwitch {
  /** The connections that were opened, in their order. */
  readonly connections: { readonly name: string; close(): Promise<void> }[];
  /** The options of the connections: what is secret in them stays out of every line. */
  readonly settings: object[];
  /** Where SQL goes: an application's own `logging` may print on the output that belongs to the report. */
  readonly logging: false | ((sql: string) => void);
}

type Switchable = typeof globalThis & { [SWITCH]?: CommandSwitch };

/** Set while a command holds this process: connections are opened, and nothing is synchronised. */
export function commandSwitch(): CommandSwitch | undefined {
  return (globalThis as Switchable)[SWITCH];
}

/** From here on applications of this process only open their connections. */
export function switchToCommand(logging: CommandSwitch['logging']): CommandSwitch {
  const made: CommandSwitch = { connections: [], settings: [], logging };
  (globalThis as Switchable)[SWITCH] = made;
  return made;
}

const CONSENT: unique symbol = Symbol.for('nestjs-safe-sync.consent') as never;

/**
 * A person's consent to one plan on one database, as `<database>:<fingerprint>`. Its key is a symbol that is not exported
 * from the package: force on a database that is no proven throw-away is asked for by the command, never by a line of code
 * or a variable that somebody left there.
 */
export interface Consent {
  readonly [CONSENT]?: string;
}

interface Named {
  readonly database: string;
  readonly fingerprint: string;
}

/** How a person names a plan: `--confirm` and `SAFE_SYNC_CONFIRM` say the same. */
export function nameOfPlan({ database, fingerprint }: Named): string {
  return `${database}:${fingerprint}`;
}

export function consentTo(plan: Named): Consent {
  return { [CONSENT]: nameOfPlan(plan) };
}

export function consentIn(options: object): string | undefined {
  return (options as Consent)[CONSENT];
}
