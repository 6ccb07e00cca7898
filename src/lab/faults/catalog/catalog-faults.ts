import type { EngineSession } from '../../engine.js'
import type { MutantName, Mutations } from '../../mutants.js'
import { changesListShort, tagListShort } from './answers.js'
import {
  commitLost,
  commitRowsTwice,
  ddlNotRolledBack,
  failedBatchKeepsBeginning,
  failedCommitKeepsRows,
  lostRaceAnsweredOk,
} from './commits.js'
import { closesAtCommit } from './connections.js'
import { errorsRenamed, raceErrorWithoutWords, raceErrorWrongSqlstate } from './errors.js'
import { changesRowLost, deleteFileLost } from './losses.js'
import type { CatalogPlace } from './place.js'
import {
  OlderSnapshotServed,
  ProbeFailsTransaction,
  SnapshotMoves,
  UncommittedSnapshotSeen,
} from './readers.js'
import {
  inlinedNanAsNull,
  noPrimaryKeys,
  nowMovesInBatch,
  numberComparedAsText,
  snapshotKeyNotHeld,
  statisticsUpdateLost,
  timeTravelStrict,
  valuesUpdateFirstRow,
} from './texts.js'

type CatalogFault = readonly [
  MutantName,
  (session: EngineSession, place: CatalogPlace) => EngineSession,
]

const CATALOG_FAULTS: readonly CatalogFault[] = [
  ['snapshot-key-not-held', snapshotKeyNotHeld],
  ['lost-race-answered-ok', lostRaceAnsweredOk],
  ['race-error-wrong-sqlstate', raceErrorWrongSqlstate],
  ['race-error-without-words', raceErrorWithoutWords],
  ['commit-lost', commitLost],
  ['commit-rows-twice', commitRowsTwice],
  ['failed-commit-keeps-rows', failedCommitKeepsRows],
  ['changes-row-lost', changesRowLost],
  ['failed-batch-keeps-beginning', failedBatchKeepsBeginning],
  ['ddl-not-rolled-back', ddlNotRolledBack],
  ['probe-fails-transaction', (session) => new ProbeFailsTransaction(session)],
  ['now-moves-in-batch', nowMovesInBatch],
  ['statistics-update-lost', statisticsUpdateLost],
  ['values-update-first-row', valuesUpdateFirstRow],
  ['delete-file-lost', deleteFileLost],
  ['inlined-nan-as-null', inlinedNanAsNull],
  ['number-compared-as-text', numberComparedAsText],
  ['time-travel-strict', timeTravelStrict],
  ['tag-list-short', tagListShort],
  ['changes-list-short', changesListShort],
  ['snapshot-moves', (session) => new SnapshotMoves(session)],
  [
    'uncommitted-snapshot-seen',
    (session, { shared }) => new UncommittedSnapshotSeen(session, shared),
  ],
  ['older-snapshot-served', (session, place) => new OlderSnapshotServed(session, place)],
  ['no-primary-keys', noPrimaryKeys],
  ['errors-renamed', errorsRenamed],
  ['closes-at-commit', closesAtCommit],
]

/** A client's session as the mutants of DuckLake catalogs that are switched on bend it. */
export function withCatalogFaults(
  session: EngineSession,
  mutations: Mutations,
  place: CatalogPlace,
): EngineSession {
  const faults = CATALOG_FAULTS.filter(([name]) => mutations.has(name))
  return faults.reduce((bent, [, bend]) => bend(bent, place), session)
}
