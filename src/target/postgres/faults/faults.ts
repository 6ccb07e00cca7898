import { isRaceState, renamedError, WITHOUT_WORDS, WRONG_STATE } from '../../../faults/errors.js'
import {
  keepingStatistics,
  updatingFirstRow,
  withoutKeys,
  withoutSnapshotKeys,
} from '../../../faults/texts.js'
import type { Frame } from '../../../wire/frame-reader.js'
import {
  closesAtCommit,
  commitLost,
  commitRowsTwice,
  ddlNotRolledBack,
  failedBatchKeepsBeginning,
  lostRaceAnsweredOk,
} from './commits.js'
import type { Fault } from './fault.js'
import { errorWith, sqlstateOf } from './frames.js'
import type { PostgresMutant } from './mutants.js'
import { olderSnapshotServed, snapshotMoves } from './readers.js'
import { losingChanges, losingDeleteFiles, noCopy, refusingCopy, rewriting } from './texts.js'

/** What a server does that has one of the mutants. */
export const FAULTS: Readonly<Record<PostgresMutant, Fault>> = {
  'snapshot-key-not-held': { answer: rewriting(withoutSnapshotKeys) },
  'no-primary-keys': { answer: rewriting(withoutKeys) },
  'statistics-update-lost': { answer: rewriting(keepingStatistics) },
  'values-update-first-row': { answer: rewriting(updatingFirstRow) },
  'changes-row-lost': { answer: losingChanges },
  'delete-file-lost': { answer: losingDeleteFiles },
  'commit-lost': { answer: commitLost },
  'lost-race-answered-ok': { answer: lostRaceAnsweredOk },
  'commit-rows-twice': { answer: commitRowsTwice },
  'failed-batch-keeps-beginning': { answer: failedBatchKeepsBeginning },
  'ddl-not-rolled-back': { answer: ddlNotRolledBack },
  'closes-at-commit': { answer: closesAtCommit },
  'snapshot-moves': { answer: snapshotMoves },
  'older-snapshot-served': { answer: olderSnapshotServed },
  'race-error-wrong-sqlstate': {
    tell: ofRaces((error) => errorWith(error, { sqlstate: WRONG_STATE })),
  },
  'race-error-without-words': {
    tell: ofRaces((error) => errorWith(error, { message: WITHOUT_WORDS })),
  },
  'errors-renamed': {
    tell: ofErrors((error, sqlstate) => errorWith(error, { message: renamedError(sqlstate) })),
  },
  'no-copy': { answer: refusingCopy, tell: noCopy },
}

function ofErrors(change: (error: Frame, sqlstate: string) => Frame): (frame: Frame) => Frame {
  return (frame) => {
    const sqlstate = sqlstateOf(frame)
    return sqlstate === undefined ? frame : change(frame, sqlstate)
  }
}

function ofRaces(change: (error: Frame) => Frame): (frame: Frame) => Frame {
  return ofErrors((error, sqlstate) => (isRaceState(sqlstate) ? change(error) : error))
}
