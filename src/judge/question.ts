/** What a statement of a plan says of itself when an oracle has put it there to show what it found. */
export interface Question {
  readonly oracle: string
  /** What the oracle knows it by: the name of a rule. */
  readonly rule: string
}

const FIRST_LINE = /^-- asked by the oracle ([\w-]+): ([\w-]+)\n/

/**
 * The text of a question: its SQL behind a comment that says who asks it, and what the answer should be, a line for each
 * sentence. It is an ordinary statement, so that a case which ends with it can be run in any shell; only its oracle
 * judges the answer.
 */
export function questionText(
  { oracle, rule }: Question,
  says: readonly string[],
  sql: string,
): string {
  return [`-- asked by the oracle ${oracle}: ${rule}`, ...says.map((one) => `-- ${one}`), sql].join(
    '\n',
  )
}

/** Reads what `questionText` has written; undefined for any other statement. */
export function questionIn(sql: string): Question | undefined {
  const [, oracle, rule] = FIRST_LINE.exec(sql) ?? []
  return oracle !== undefined && rule !== undefined ? { oracle, rule } : undefined
}
