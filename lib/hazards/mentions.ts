/** Whether SQL names the column: by its name alone, so that it says yes rather too often. */
export function mentions(sql: string, column: string): boolean {
  return sql.includes(`"${column.replaceAll('"', '""')}"`) || sql.split(/[^\p{L}\p{N}_$]+/u).includes(column);
}
