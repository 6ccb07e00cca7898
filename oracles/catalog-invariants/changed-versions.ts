import type { CheckRecord } from '../../src/index.js'
import type { Violation } from './violations.js'

/** What a version showed of a table; `?` rows where nobody can tell from metadata. */
interface Shown {
  readonly rows: string
  readonly name: string
}

/** A version as one answer describes it. */
interface Version {
  counters: string | undefined
  readonly tables: Map<string, Shown>
}

/**
 * What a version shows never changes while it has not expired, whatever is flushed, merged, rewritten or rolled back
 * meanwhile: each answer is held against the first one that spoke of the same version, on any node.
 */
export function changedVersions(records: readonly CheckRecord[]): readonly Violation[] {
  const first = new Map<string, Version>()
  return records.flatMap((record) => {
    const at = record.check
    return [...versionsIn(record)].flatMap(([snapshot, now]) => {
      const key = `${at.about}\n${snapshot}`
      const before = first.get(key)
      if (!before) first.set(key, now)
      if (!before) return []
      const where = { snapshot, about: at.about, after: at.after, session: at.session }
      return differences(before, now).map((found) => ({ ...found, ...where }))
    })
  })
}

function versionsIn({ check, outcome }: CheckRecord): ReadonlyMap<string, Version> {
  const versions = new Map<string, Version>()
  if (check.label !== 'versions' || outcome?.kind !== 'rows') return versions
  for (const [kind, snapshot, detail] of outcome.rows) {
    const version = versions.get(snapshot ?? '') ?? { counters: undefined, tables: new Map() }
    versions.set(snapshot ?? '', version)
    if (kind === 'counters') version.counters = detail ?? ''
    else {
      const [, id = '', rows = '', name = ''] = /^(\S+) (\S+) (.*)$/s.exec(detail ?? '') ?? []
      version.tables.set(id, { rows, name })
    }
  }
  return versions
}

type Difference = Pick<Violation, 'invariant' | 'detail'>

function differences(before: Version, now: Version): readonly Difference[] {
  const ids = new Set([...before.tables.keys(), ...now.tables.keys()])
  const tables = [...ids].flatMap((id) => tableDifference(id, before, now))
  if (before.counters === now.counters) return tables
  const detail = `its counters were ${before.counters} and are ${now.counters}`
  return [{ invariant: 'B2', detail }, ...tables]
}

function tableDifference(id: string, before: Version, now: Version): readonly Difference[] {
  const [then, later] = [before.tables.get(id), now.tables.get(id)]
  if (!then || !later) {
    const detail = then ? `it no longer shows table ${id}` : `it shows table ${id} as well`
    return [{ invariant: 'B1', detail }]
  }
  const named = then.name === later.name ? [] : [`was named ${then.name} and is ${later.name}`]
  const isKnown = then.rows !== '?' && later.rows !== '?'
  const counted =
    isKnown && then.rows !== later.rows ? [`had ${then.rows} rows and has ${later.rows}`] : []
  return [...named, ...counted].map((what) => ({ invariant: 'B1', detail: `table ${id} ${what}` }))
}
