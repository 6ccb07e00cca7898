import type { Reader } from '../read.js'
import {
  columnChecks,
  fileStats,
  insertedFiles,
  paths,
  scanFiles,
  tableInfo,
  topFiles,
} from './files.js'
import { loadCatalogAt } from './load-catalog.js'
import { listSnapshots, loadSettings, timeTravel } from './snapshots.js'
import { anyTableStats, countFromMetadata, inlinedDeletes, inlinedRows } from './table-reads.js'
import { inlinedChanges, upkeepReads } from './upkeep.js'

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
  tableInfo,
  paths,
  fileStats,
  columnChecks,
  countFromMetadata,
  countFromMetadata,
  inlinedRows,
  inlinedDeletes,
  inlinedChanges,
  upkeepReads,
  () => [listSnapshots],
  () => [loadSettings],
]
