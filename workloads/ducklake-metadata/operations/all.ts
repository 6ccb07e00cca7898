import type { Maker } from '../operation.js'
import {
  addColumn,
  comment,
  dropColumn,
  dropNotNull,
  renameColumn,
  setDefault,
  widenColumn,
} from './alter.js'
import { deletePartial, deleteWhole, inlineFileDelete, insertFiles } from './data.js'
import { dropTable } from './drop.js'
import { inlinedDelete, inlinedInsert } from './inlined.js'
import { setPartition, setSort } from './layout.js'
import { createMacro, dropMacro } from './macros.js'
import { createSchema, dropSchema } from './schemas.js'
import { createTable, renameTable, replaceTable } from './tables.js'
import { alterView, createView, dropView } from './views.js'

/** Every operation with its weight: data is written more often than definitions. */
export const OPERATIONS: readonly { readonly weight: number; readonly make: Maker }[] = [
  { weight: 5, make: createTable },
  { weight: 8, make: insertFiles },
  { weight: 4, make: inlinedInsert },
  { weight: 4, make: deletePartial },
  { weight: 2, make: inlinedDelete },
  { weight: 2, make: inlineFileDelete },
  { weight: 2, make: deleteWhole },
  { weight: 2, make: createSchema },
  { weight: 1, make: dropSchema },
  { weight: 1, make: dropTable },
  { weight: 1, make: replaceTable },
  { weight: 1, make: renameTable },
  { weight: 2, make: addColumn },
  { weight: 1, make: renameColumn },
  { weight: 1, make: dropColumn },
  { weight: 1, make: setDefault },
  { weight: 1, make: dropNotNull },
  { weight: 1, make: widenColumn },
  { weight: 2, make: comment },
  { weight: 2, make: setPartition },
  { weight: 1, make: setSort },
  { weight: 2, make: createView },
  { weight: 1, make: dropView },
  { weight: 1, make: alterView },
  { weight: 1, make: createMacro },
  { weight: 1, make: dropMacro },
]

/** Operations that follow one another on the same object; `flag` fixes the variant. */
export const SEQUELS: readonly (readonly { readonly make: Maker; readonly flag?: boolean }[])[] = [
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
  [{ make: createMacro }, { make: dropMacro }],
  [{ make: inlinedInsert }, { make: addColumn }, { make: inlinedInsert }, { make: inlinedDelete }],
  [
    { make: insertFiles },
    { make: deletePartial, flag: false },
    { make: deletePartial, flag: false },
    { make: inlineFileDelete },
  ],
  [{ make: createSchema }, { make: createTable }, { make: dropSchema }],
]
