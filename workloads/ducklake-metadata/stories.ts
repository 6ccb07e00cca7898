import { type Maker, NEWEST, type Pick } from './operation.js'
import { addDataFiles } from './operations/add-data-files.js'
import { addColumn, alterField, dropColumn, widenColumn } from './operations/alter.js'
import { deletePartial, inlineFileDelete, insertFiles } from './operations/data.js'
import { dropTable } from './operations/drop.js'
import { flushInlined } from './operations/flush.js'
import { inlinedDelete, inlinedInsert } from './operations/inlined.js'
import { setPartition, setSort } from './operations/layout.js'
import { createMacro, dropMacro } from './operations/macros.js'
import { mergeFiles } from './operations/merge-files.js'
import { rewriteFiles } from './operations/rewrite-files.js'
import { createSchema, dropSchema } from './operations/schemas.js'
import { createTable, renameTable } from './operations/tables.js'
import { alterView, createView, dropView } from './operations/views.js'

import type { Reader } from './read.js'
import { deletedFiles } from './reads/deletions.js'
import { scanFiles } from './reads/files.js'
import { inlinedChanges, inlinedDeletes, inlinedRows } from './reads/inlined.js'

/** An operation that is wanted; the numbers that are given fix its variant or its target. */
export interface Wish extends Partial<Pick> {
  readonly make: Maker
}

/** A question between operations. */
export interface Ask {
  readonly ask: Reader
  readonly target?: number
  readonly value?: number
}

/** Writers who want the next snapshot at once. */
export interface Contest {
  readonly race: readonly Wish[]
}

/** Something outside of the commit protocol. */
export interface Chore {
  readonly chore: 'option' | 'expire' | 'cleanup'
  readonly value: number
}

/** A batch with NOW() in it. */
export interface Moment {
  readonly now: Wish
  readonly keeps: boolean
}

export type Chapter = Wish | Ask | Contest | Chore | Moment

/**
 * Operations that meet where the client's conflict matrix has a hole, or where it gives up, and
 * that two random operations seldom are.
 */
export const RIVALS: readonly (readonly Wish[])[] = [
  [{ make: inlineFileDelete }, { make: mergeFiles }],
  [{ make: inlineFileDelete }, { make: rewriteFiles }],
  [{ make: inlineFileDelete }, { make: deletePartial, flag: false }],
  [{ make: addColumn }, { make: insertFiles }],
  [{ make: addColumn }, { make: inlinedInsert }],
  [{ make: alterView, flag: true }, { make: dropView }],
  [{ make: createTable }, { make: renameTable }],
  [{ make: dropSchema }, { make: createMacro, flag: false }],
  [{ make: dropSchema }, { make: createTable }],
  [{ make: mergeFiles }, { make: deletePartial, flag: false }],
  [{ make: rewriteFiles }, { make: mergeFiles }],
  [{ make: flushInlined }, { make: inlinedDelete }],
  [{ make: flushInlined }, { make: inlinedInsert }],
  [{ make: flushInlined }, { make: flushInlined }],
]

/** The numbers by which createTable takes a template, and makes an inlined table with it. */
const TABLE = { nested: 16, integers: 8, texts: 6, everyType: 18, times: 12 } as const

const newest = { target: NEWEST } as const
const askNewest = (ask: Reader, value: number): Ask => ({ ask, value, ...newest })

/** Tables whose rows stay in the catalog: filled, changed, read in all ways, and flushed. */
const INLINED_STORIES: readonly (readonly Chapter[])[] = [
  [
    { make: createTable, value: TABLE.nested, flag: false },
    { make: inlinedInsert, value: 4, flag: false, ...newest },
    { make: inlinedInsert, value: 13, flag: true, ...newest },
    askNewest(inlinedRows, 5),
    askNewest(inlinedRows, 3),
    { make: inlinedDelete, flag: true, ...newest },
    { make: inlinedInsert, value: 12, flag: true, ...newest },
    askNewest(inlinedChanges, 2),
    askNewest(inlinedChanges, 3),
  ],
  [
    { make: createTable, value: TABLE.nested, flag: false },
    { make: inlinedInsert, value: 4, flag: false, ...newest },
    { make: addColumn, value: 0, flag: false, ...newest },
    { make: inlinedInsert, value: 3, flag: true, ...newest },
    askNewest(inlinedRows, 5),
    { make: dropColumn, value: 2, ...newest },
    askNewest(inlinedRows, 5),
    { make: flushInlined, ...newest },
  ],
  [
    { make: createTable, value: TABLE.texts, flag: true },
    { make: inlinedInsert, value: 3, flag: false, ...newest },
    { make: inlinedDelete, flag: false, ...newest },
    askNewest(inlinedChanges, 5),
    { make: inlineFileDelete, flag: true, ...newest },
    askNewest(deletedFiles, 2),
    { make: flushInlined, flag: false, ...newest },
  ],
  [
    { make: createTable, value: TABLE.everyType, flag: false },
    { make: inlinedInsert, value: 8, flag: true, ...newest },
    { make: inlinedInsert, value: 6, flag: true, ...newest },
    { make: inlinedInsert, flag: false, ...newest },
    askNewest(inlinedRows, 5),
    { make: flushInlined, ...newest },
  ],
  [
    { make: createTable, value: TABLE.integers, flag: false },
    { make: inlinedInsert, flag: false, ...newest },
    askNewest(inlinedRows, 1),
    askNewest(inlinedRows, 4),
  ],
]

/** Files lose rows and are rewritten; what was rewritten is merged, and so are newer files. */
const CHECKPOINT: readonly Wish[] = [
  { make: createTable, value: TABLE.integers, flag: true },
  { make: insertFiles, flag: true, ...newest },
  { make: deletePartial, value: 1, flag: false, ...newest },
  { make: rewriteFiles },
  { make: addColumn, value: 0, flag: false, ...newest },
  { make: insertFiles, flag: true, ...newest },
  { make: mergeFiles },
]

const twoFiles = { make: insertFiles, flag: true, ...newest } as const
const someDeleted = { make: deletePartial, flag: false, ...newest } as const

/** Races over what was just made: the rivals have the same newest object before them. */
const MEETINGS: readonly (readonly Chapter[])[] = [
  [
    twoFiles,
    {
      race: [
        { make: inlineFileDelete, ...newest },
        { make: mergeFiles, ...newest },
      ],
    },
  ],
  [
    { make: createTable, value: TABLE.integers, flag: false },
    { make: inlinedInsert, flag: false, ...newest },
    {
      race: [
        { make: flushInlined, ...newest },
        { make: flushInlined, ...newest },
      ],
    },
  ],
  [
    { make: createTable, value: TABLE.texts, flag: false },
    { make: inlinedInsert, flag: false, ...newest },
    {
      race: [
        { make: inlinedDelete, ...newest },
        { make: flushInlined, ...newest },
        { make: inlinedInsert, ...newest },
      ],
    },
  ],
  [{ race: [twoFiles, twoFiles, twoFiles, twoFiles] }],
]

/** Maintenance of what was just made and dropped, NOW() in batches, settings that are set twice. */
const UPKEEP: readonly (readonly Chapter[])[] = [
  [
    { make: createTable, value: TABLE.texts, flag: true },
    { make: dropTable, ...newest },
    { chore: 'expire', value: 0 },
    { make: createSchema },
    { chore: 'cleanup', value: 0 },
  ],
  [twoFiles, { now: { make: mergeFiles }, keeps: true }],
  [twoFiles, someDeleted, { now: someDeleted, keeps: false }],
  [
    { chore: 'option', value: 3 },
    { chore: 'option', value: 3 },
  ],
  [
    { make: setPartition, flag: false, ...newest },
    { make: insertFiles, flag: false, ...newest },
    askNewest(scanFiles, 1),
  ],
  [
    { make: createTable, value: TABLE.times, flag: true },
    askNewest(scanFiles, 81),
    askNewest(scanFiles, 93),
  ],
]

/** Operations and questions that follow one another on the same object. */
export const SEQUELS: readonly (readonly Chapter[])[] = [
  [
    { make: createView, flag: false },
    { make: alterView, flag: false },
    { make: alterView, flag: true },
    { make: createView, flag: true },
  ],
  [
    { make: setSort, flag: false },
    { make: setSort, flag: true },
  ],
  [{ make: setPartition, flag: false }, { make: insertFiles }, { make: setPartition, flag: true }],
  [{ make: createMacro, flag: false }, { make: createMacro, flag: true }, { make: dropMacro }],
  [
    { make: inlinedInsert },
    { make: addColumn },
    { make: inlinedInsert },
    { make: inlinedDelete },
    { make: flushInlined },
  ],
  [
    { make: insertFiles },
    { make: deletePartial, flag: false },
    { make: deletePartial, flag: false },
    { make: inlineFileDelete },
    { ask: inlinedDeletes },
    { make: flushInlined },
  ],
  [{ make: createSchema }, { make: createTable }, { make: dropSchema }],
  [
    { make: insertFiles },
    { make: insertFiles },
    { make: addDataFiles, flag: false },
    { make: mergeFiles },
  ],
  [
    { make: insertFiles },
    { make: widenColumn },
    { make: deletePartial, flag: false },
    { make: rewriteFiles },
  ],
  [
    { make: inlinedInsert, flag: false },
    { make: inlinedDelete },
    { make: dropColumn },
    { make: flushInlined },
  ],
  [
    { make: alterField },
    { make: alterField, flag: false },
    { make: alterField },
    { make: alterField, flag: true },
  ],
  ...INLINED_STORIES,
  ...MEETINGS,
  ...UPKEEP,
  CHECKPOINT,
]
