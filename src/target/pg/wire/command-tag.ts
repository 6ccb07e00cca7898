const COUNTS = /(?: \d+)+$/
const CHANGING = /^(?:INSERT \d+|UPDATE|DELETE|MERGE|COPY) (\d+)$/

/** `INSERT 0 3` without its counts: `INSERT`. */
export function verbOfTag(tag: string): string {
  return tag.replace(COUNTS, '')
}

/** The last number of a tag, undefined where it has none. */
export function countOfTag(tag: string): number | undefined {
  const count = / (\d+)$/.exec(tag)?.[1]
  return count === undefined ? undefined : Number(count)
}

/** Rows changed, from a tag such as `INSERT 0 3`; undefined where the command changes none. */
export function affectedRows(tag: string): number | undefined {
  const count = CHANGING.exec(tag)?.[1]
  return count === undefined ? undefined : Number(count)
}
