/**
 * Tags that servers choose differently for the same success, and why. COMMIT and ROLLBACK are no such pair: a COMMIT of a
 * failed transaction rolls back, and a client that is told `COMMIT` believes that its rows are there.
 * - CREATE TABLE AS is `SELECT` in PostgreSQL, which counts the rows, and `CREATE TABLE` or its like elsewhere.
 * - START TRANSACTION and END are `BEGIN` and `COMMIT` under another name, and ABORT is `ROLLBACK`.
 * - FROM, VALUES, TABLE, WITH, SHOW, DESCRIBE, SUMMARIZE, CALL, PRAGMA and EXPLAIN give rows: some servers say `SELECT` for all.
 * - A SELECT that was sent inside of COPY is `COPY`.
 */
const ALIKE: readonly (readonly string[])[] = [
  ['SELECT', 'CREATE', 'CREATE TABLE', 'CREATE TABLE AS'],
  ['SELECT', 'COPY'],
  ['COMMIT', 'END'],
  ['ROLLBACK', 'ABORT'],
  ['BEGIN', 'START TRANSACTION', 'START', 'BEGIN TRANSACTION'],
  ['SELECT', 'FROM', 'VALUES', 'TABLE', 'WITH', 'SHOW', 'DESCRIBE', 'SUMMARIZE', 'CALL', 'PRAGMA'],
  ['SELECT', 'EXPLAIN', 'FETCH'],
  ['SET', 'SET VARIABLE', 'RESET', 'USE', 'VARIABLE_SET'],
]

/** Whether two command tags stand for the same command; one that is not there says nothing. */
export function sameTag(reference: string | undefined, subject: string | undefined): boolean {
  if (!reference || !subject) return true
  const [left, right] = [reference.toUpperCase(), subject.toUpperCase()]
  // Servers also differ in whether the object is named: `CREATE` and `CREATE VIEW`.
  if (left === right || left.startsWith(`${right} `) || right.startsWith(`${left} `)) return true
  return ALIKE.some((names) => names.includes(left) && names.includes(right))
}
