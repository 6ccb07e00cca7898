import type { Step } from '../../src/index.js'
import { type Catalog, num, type Row } from './catalog.js'
import { firstAttempt } from './commit.js'
import type { BatchStatement, Commit } from './draft.js'
import { idList } from './operation.js'
import { ONE_ROW, type Read } from './read.js'
import { latestSnapshot } from './reads/snapshots.js'
import type { Work } from './scenes.js'
import { ask, begin, commit, countSnapshots, rollback, type Scene, sendBatch } from './steps.js'
import { after, deletion } from './upkeep/deed.js'

const SCHEDULED = 'ducklake_files_scheduled_for_deletion'
const BOUND_TIME = /TIMESTAMPTZ '[^']*'/g

/**
 * A batch in which NOW() stands several times, as the client sends it, and the question whether it
 * was the same everywhere. Both sides have clocks of their own, so nothing of it is kept.
 */
export function nowInBatchScene(base: Catalog, work: Work): Scene | undefined {
  const { session } = work
  const { prelude, commit: made } = firstAttempt(work.operation, base, work.number)
  const files = scheduledBy(made)
  if (files.length === 0) return undefined
  const statements = made.statements.map(withNow)
  const times = `SELECT snapshot_time AS moment FROM {M}.ducklake_snapshot \
WHERE snapshot_id = ${made.after.snapshotId} UNION ALL ${scheduleTimes(files)}`
  return {
    steps: [
      begin(session),
      ...[latestSnapshot, ...prelude.map((one) => one.read)].map((read) => ask(session, read)),
      ...sendBatch(session, { statements, style: 'batch' }),
      ask(session, distinctTimes(times)),
      rollback(session),
      countSnapshots(session),
    ],
    features: ['now-in-batch'],
    catalog: base,
  }
}

/**
 * The same with a COMMIT: files wait for their deletion since NOW(). Every session asks whether
 * they all wait since one moment, and then they are deleted, before anything shows the time.
 */
export function nowCommittedScene(
  base: Catalog,
  work: Work,
  sessions: readonly string[],
): Scene | undefined {
  const { session } = work
  const { prelude, commit: made } = firstAttempt(work.operation, base, work.number)
  const files = scheduledBy(made)
  if (files.length < 2) return undefined
  const statements = made.statements.map((one) => (isSchedule(one) ? withNow(one) : one))
  const gone = deletion(made.after, session, {
    name: 'files_scheduled_for_deletion',
    key: 'data_file_id',
    ids: idList(files, 'data_file_id'),
  })
  const steps: readonly Step[] = [
    begin(session),
    ...[latestSnapshot, ...prelude.map((one) => one.read)].map((read) => ask(session, read)),
    ...sendBatch(session, { statements, style: 'batch' }),
    commit(session),
    ...sessions.map((one) => ask(one, distinctTimes(scheduleTimes(files)))),
    gone.step,
  ]
  const features = [...work.operation.features, 'now-committed']
  return { steps, features, catalog: after(made.after, [gone]) }
}

function scheduledBy(made: Commit): readonly Row[] {
  const inserts = made.effects.filter((one) => one.kind === 'insert' && one.table === SCHEDULED)
  return inserts.flatMap((one) => (one.kind === 'insert' ? one.rows : []))
}

function isSchedule(one: BatchStatement): boolean {
  return one.effects.some((effect) => effect.table === SCHEDULED)
}

function withNow(one: BatchStatement): BatchStatement {
  return { ...one, sql: one.sql.replace(BOUND_TIME, 'NOW()') }
}

function scheduleTimes(files: readonly Row[]): string {
  const ids = files.map((row) => num(row, 'data_file_id')).join(', ')
  return `SELECT schedule_start AS moment FROM {M}.${SCHEDULED} WHERE data_file_id IN (${ids})`
}

/** Says 1 where NOW() was one moment. */
function distinctTimes(times: string): Read {
  const sql = `SELECT COUNT(DISTINCT moment) AS ge_moments, COUNT(*) AS ge_times FROM (${times}) ge_all`
  return { sql, compare: ONE_ROW, expect: 'ok', features: [] }
}
