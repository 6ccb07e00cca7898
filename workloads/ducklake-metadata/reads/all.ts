import type { Reader } from '../read.js'
import { deletedFiles } from './deletions.js'
import {
  columnChecks,
  fileStats,
  insertedFiles,
  paths,
  scanFiles,
  tableInfo,
  topFiles,
} from './files.js'
import { inlinedChanges, inlinedDeletes, inlinedRows } from './inlined.js'
import { loadCatalogAt } from './load-catalog.js'
import { pushedDown } from './pushed-down.js'
import { listSnapshots, loadSettings, timeTravel } from './snapshots.js'
import { anyTableStats, countFromMetadata } from './table-reads.js'
import { upkeepReads } from './upkeep.js'

/** Every kind of question that a client asks; twice where it is asked often. */
export const READERS: readonly Reader[] = [
  timeTravel,
  timeTravel,
  loadCatalogAt,
  anyTableStats,
  scanFiles,
  scanFiles,
  topFiles,
  insertedFiles,
  deletedFiles,
  tableInfo,
  paths,
  fileStats,
  columnChecks,
  countFromMetadata,
  countFromMetadata,
  inlinedRows,
  inlinedDeletes,
  inlinedDeletes,
  inlinedChanges,
  upkeepReads,
  pushedDown,
  pushedDown,
  () => [listSnapshots],
  () => [loadSettings],
]
