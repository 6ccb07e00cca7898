import type { ErrorClass } from '../../model/error-class.js'
import type { EngineError } from '../engine.js'

const BY_CLASS: Readonly<Record<ErrorClass, string>> = {
  parser: '42601',
  binder: '42000',
  catalog: '42704',
  conversion: '22P02',
  'out-of-range': '22003',
  constraint: '23000',
  transaction: '25000',
  interrupt: '57014',
  dependency: '2BP01',
  'not-implemented': '0A000',
  'invalid-input': '22023',
  permission: '42501',
  io: '58030',
  'out-of-memory': '53200',
  internal: 'XX000',
  crash: '57P02',
  other: 'XX000',
}

/** Finer codes, by what DuckDB's messages say; the first that fits. */
const BY_TEXT: Readonly<Partial<Record<ErrorClass, readonly (readonly [RegExp, string])[]>>> = {
  binder: [
    [
      /column .*(?:not found|does not (?:exist|have a column))|no column|Referenced column/i,
      '42703',
    ],
    [/Referenced table|table .* not found/i, '42P01'],
    [/No function matches|Could not choose a best candidate function/i, '42883'],
    [/Ambiguous reference/i, '42702'],
    [/must appear in the GROUP BY|aggregate|GROUP BY/i, '42803'],
    [/parameter/i, '42P02'],
    [/Cannot (?:compare|mix|cast)|type/i, '42804'],
  ],
  catalog: [
    [/^Catalog Error: (?:Table|View) .*already exists/i, '42P07'],
    [/Schema .*already exists/i, '42P06'],
    [/(?:Function|Macro).*already exists/i, '42723'],
    [/already exists/i, '42710'],
    [/(?:Table|View) with name .*does not exist/i, '42P01'],
    [/Schema with name .*does not exist|No catalog \+ schema/i, '3F000'],
    [/Function with name .*does not exist/i, '42883'],
    [/Catalog .*does not exist/i, '3D000'],
  ],
  conversion: [
    [/(?:date|time|timestamp|interval).*(?:field|format|value)/i, '22007'],
    [/out of range|overflow|can't be cast because the value/i, '22003'],
    [/division by zero/i, '22012'],
  ],
  constraint: [
    [/NOT NULL/i, '23502'],
    [/foreign key/i, '23503'],
    [/CHECK/i, '23514'],
    [/PRIMARY KEY|UNIQUE|duplicate key/i, '23505'],
  ],
  transaction: [
    [/conflict/i, '40001'],
    [/Current transaction is aborted/i, '25P02'],
    [/within a transaction|already/i, '25001'],
    [/no transaction is active/i, '25P01'],
    [/read-only mode/i, '25006'],
    [/PRIMARY KEY|UNIQUE|duplicate key/i, '23505'],
  ],
}

/** The SQLSTATE of an error: its own, or what its class and its text say. */
export function sqlstateOf({ sqlstate, errorClass, message }: EngineError): string {
  if (sqlstate !== undefined) return sqlstate
  const finer = BY_TEXT[errorClass]?.find(([text]) => text.test(message))
  return finer?.[1] ?? BY_CLASS[errorClass]
}
