import type { Example, MatrixReport, MatrixRow } from './report.js'

/** A wrong value, with all the ways on which it came back wrong in the same manner. */
export interface WrongValue extends Example {
  readonly type: string
  readonly ways: readonly string[]
  /** Wrong values of all these ways together. */
  readonly count: number
}

/** The most different ones of one type that are told. */
const PER_TYPE_MAX = 4

/** The wrong values of a report, the same one on several ways told once. */
export function wrongValues({ rows }: Pick<MatrixReport, 'rows'>): readonly WrongValue[] {
  return rows.flatMap((row) => wrongOfRow(row).slice(0, PER_TYPE_MAX))
}

function wrongOfRow({ type, cells }: MatrixRow): readonly WrongValue[] {
  const found = new Map<string, WrongValue>()
  for (const { way, examples, wrong } of cells) {
    // One for each way: the others are most likely alike.
    for (const example of examples.slice(0, 1)) {
      const key = JSON.stringify([example.reference, example.subject])
      const before = found.get(key)
      found.set(key, {
        ...(before ?? { ...example, type }),
        ways: [...(before?.ways ?? []), way],
        count: (before?.count ?? 0) + wrong,
      })
    }
  }
  return [...found.values()]
}
