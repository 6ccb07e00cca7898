import type { Invariant } from './invariant.js'
import { RELATIONS } from './relations.js'

/**
 * The invariants that a change of these tables may have broken. All of them are asked at the end; in between it is those,
 * because planning such a statement costs an engine more than answering it. What is held against the newest snapshot
 * alone cannot break by a newer one, as long as its counters do not fall, which S3 watches.
 */
export function affectedBy(
  invariants: readonly Invariant[],
  written: ReadonlySet<string>,
): readonly Invariant[] {
  return invariants.filter((one) => {
    const [first, ...others] = tablesOf(one)
    const decisive = others.length === 0 ? [first ?? ''] : [first, ...others].filter(isDecisive)
    return decisive.some((table) => written.has(table ?? ''))
  })
}

function isDecisive(table: string | undefined): boolean {
  return table !== 'snapshot'
}

/** The metadata tables that an invariant reads, without `ducklake_`. */
export function tablesOf({ sql }: Invariant): readonly string[] {
  const used = RELATIONS.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(sql))
  const text = [sql, ...used.map((relation) => relation.sql)].join('\n')
  return [...new Set([...text.matchAll(/\{M\}ducklake_(\w+)/g)].map(([, table]) => table ?? ''))]
}
