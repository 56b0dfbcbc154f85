/** Control characters, and what reorders text: a name from a database must not steer a terminal or fake a line. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The text with every such character spelt out. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same for a text that may have lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
