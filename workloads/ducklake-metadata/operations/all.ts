import type { Maker } from '../operation.js'
import { addDataFiles } from './add-data-files.js'
import {
  addColumn,
  alterField,
  comment,
  dropColumn,
  dropNotNull,
  renameColumn,
  setDefault,
  setNotNull,
  widenColumn,
} from './alter.js'
import { deletePartial, deleteWhole, inlineFileDelete, insertFiles } from './data.js'
import { dropTable } from './drop.js'
import { flushInlined } from './flush.js'
import { inlinedDelete, inlinedInsert } from './inlined.js'
import { setPartition, setSort } from './layout.js'
import { createMacro, dropMacro } from './macros.js'
import { mergeFiles } from './merge-files.js'
import { rewriteFiles } from './rewrite-files.js'
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
  { weight: 1, make: setNotNull },
  { weight: 1, make: alterField },
  { weight: 2, make: comment },
  { weight: 2, make: setPartition },
  { weight: 1, make: setSort },
  { weight: 2, make: createView },
  { weight: 2, make: dropView },
  { weight: 1, make: alterView },
  { weight: 1, make: createMacro },
  { weight: 1, make: dropMacro },
  { weight: 2, make: flushInlined },
  { weight: 2, make: mergeFiles },
  { weight: 2, make: rewriteFiles },
  { weight: 1, make: addDataFiles },
]
