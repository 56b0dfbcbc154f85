import type { TypeName } from './mysql.type-names.js';

const TEXT_BYTES: Readonly<Record<string, number>> = {
  tinytext: 255,
  text: 65_535,
  mediumtext: 16_777_215,
  longtext: 4_294_967_295,
  tinyblob: 255,
  blob: 65_535,
  mediumblob: 16_777_215,
  longblob: 4_294_967_295,
};

/** The most bytes that one character can need. */
const BYTES = 4;

/** How many characters surely fit. */
export function charactersOf(type: TypeName): number {
  const bytes = TEXT_BYTES[type.name];
  return bytes === undefined ? Number(type.modifiers[0] ?? 1) : Math.floor(bytes / BYTES);
}

export function bytesOf(type: TypeName): number {
  return TEXT_BYTES[type.name] ?? Number(type.modifiers[0] ?? 1);
}

/** Its length is counted in bytes. */
export function isOfBytes({ name }: TypeName): boolean {
  return name in TEXT_BYTES;
}
