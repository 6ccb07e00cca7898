import {
  type Check,
  type NodeChoice,
  type Plan,
  type SessionSpec,
  statement,
} from '../../src/index.js'
import { affectedBy } from './affected.js'
import { type CatalogSoFar, type Checkpoint, checkpointsOf } from './catalogs.js'
import { asksByItself, ORACLE } from './in-plan.js'
import { invariantsOf } from './inlined.js'
import type { Invariant } from './invariant.js'
import { OF_CATALOG } from './invariants/all.js'
import { queryOf } from './query.js'
import { type Moment, showsQuery } from './shows.js'

/**
 * Everything that is asked beside a plan. The invariants of a checkpoint travel as one statement, so that they see one state
 * of the catalog whatever others commit meanwhile; those of inlined tables and what versions show are others, because a plan
 * that failed may not have these tables. At the end every session is asked, each on its node. A plan that asks by itself is
 * asked nothing else: it shows one thing.
 */
export function checksOf(plan: Plan, checkpointsMax: number): readonly Check[] {
  if (asksByItself(plan)) return []
  const { between, atEnd } = checkpointsOf(plan)
  const asked = spread(between, checkpointsMax)
  return [
    ...asked.flatMap((checkpoint, n) => atCheckpoint(checkpoint, n)),
    ...atEnd.flatMap((catalog) => atTheEnd(plan, catalog)),
  ]
}

/** As many as are allowed, evenly spaced; each is told what was written since the one before it that is asked. */
export function spread(all: readonly Checkpoint[], most: number): readonly Checkpoint[] {
  const chosen: Checkpoint[] = []
  let written = new Map<string, Set<string>>()
  for (const [index, one] of all.entries()) {
    const { prefix } = one.catalog
    const since = new Set([...(written.get(prefix) ?? []), ...one.written])
    written.set(prefix, since)
    if (
      Math.floor(((index + 1) * most) / all.length) === Math.floor((index * most) / all.length) &&
      most < all.length
    )
      continue
    chosen.push({ ...one, written: since })
    written = new Map([...written].filter(([other]) => other !== prefix))
  }
  return chosen
}

function atCheckpoint(
  { after, session, catalog, written }: Checkpoint,
  n: number,
): readonly Check[] {
  const asked = affectedBy(suited(OF_CATALOG, catalog), written)
  const inlined = catalog.inlined.filter(({ name }) => written.has(name.slice('ducklake_'.length)))
  return checksIn(
    { ...catalog },
    { after, session },
    { asked, inlined, moment: { kind: 'checkpoint', n } },
  )
}

function atTheEnd({ sessions, steps }: Plan, catalog: CatalogSoFar): readonly Check[] {
  const asked = suited(OF_CATALOG, catalog)
  const what = { asked, inlined: catalog.inlined, moment: { kind: 'end' } as const }
  return onePerNode(sessions).flatMap(({ name: session }, index) => {
    const checks = checksIn(catalog, { after: steps.length, session }, what)
    return index === 0 ? checks : checks.map((check) => ({ ...check, isRepeat: true as const }))
  })
}

/** Two sessions on the writer, or on the same endpoint, see the same; of two followers nobody knows. */
function onePerNode(sessions: readonly SessionSpec[]): readonly SessionSpec[] {
  const seen = new Set<NodeChoice>()
  return sessions.filter(({ node }) => {
    const isKnown = seen.has(node)
    if (node === 'leader' || typeof node === 'number') seen.add(node)
    return !isKnown
  })
}

function suited(invariants: readonly Invariant[], { hasExpired }: CatalogSoFar) {
  return invariants.filter(({ onlyUnexpired }) => !onlyUnexpired || !hasExpired)
}

interface Asked {
  readonly asked: readonly Invariant[]
  readonly inlined: CatalogSoFar['inlined']
  readonly moment: Moment
}

function checksIn(
  catalog: CatalogSoFar,
  where: Pick<Check, 'after' | 'session'>,
  { asked, inlined, moment }: Asked,
): readonly Check[] {
  const { prefix } = catalog
  const common = { oracle: ORACLE, about: prefix, ...where }
  const texts = [
    { label: 'catalog', sql: asked.length > 0 ? queryOf(asked, prefix) : undefined },
    ...chunksOf(inlined, INLINED_AT_ONCE).map((tables, n) => ({
      label: n === 0 ? 'inlined' : `inlined ${n + 1}`,
      sql: queryOf(tables.flatMap(invariantsOf), prefix),
    })),
    { label: 'versions', sql: showsQuery(catalog, moment) },
  ]
  return texts.flatMap(({ label, sql }) =>
    sql === undefined ? [] : [{ ...common, label, statement: statement(sql) }],
  )
}

/**
 * Of so many inlined tables one statement asks. Every change of a table's columns makes another one, so a long life leaves
 * hundreds, and to plan one statement over n of them costs DuckDB more than n² (1 s for 40, 45 s for 320).
 */
const INLINED_AT_ONCE = 12

function chunksOf<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(all.length / size)
  return Array.from({ length: count }, (_, n) => all.slice(n * size, (n + 1) * size))
}
