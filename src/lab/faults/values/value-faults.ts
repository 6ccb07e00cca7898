import type { DuckType } from '../../../values/duck-type.js'
import type { Mutations } from '../../mutants.js'
import type { VALUE_MUTANTS } from '../../mutants-of-values.js'
import type { WireType } from '../../pgwire/wire-type.js'
import * as nested from './nested.js'
import * as numbers from './numbers.js'
import * as texts from './texts.js'
import * as times from './times.js'
import type { ValueFault } from './value-fault.js'

const VALUE_FAULTS: Readonly<Record<(typeof VALUE_MUTANTS)[number]['name'], ValueFault>> = {
  'blob-as-raw-text': texts.blobAsRawText,
  'microseconds-dropped': times.microsecondsDropped,
  'array-null-unquoted': nested.arrayNullUnquoted,
  'plus-inf': numbers.plusInf,
  'negative-zero-lost': numbers.negativeZeroLost,
  'nan-as-null': numbers.nanAsNull,
  'double-fifteen-digits': numbers.doubleFifteenDigits,
  'hugeint-as-double': numbers.hugeintAsDouble,
  'ubigint-as-bigint': numbers.ubigintAsBigint,
  'numeric-text-in-binary': numbers.numericTextInBinary,
  'numeric-weight-wrong': numbers.numericWeightWrong,
  'zero-timestamp-empty': times.zeroTimestampEmpty,
  'timestamp-ns-truncated': times.timestampNsTruncated,
  'interval-month-as-days': times.intervalMonthAsDays,
  'timetz-sign-kept': times.timetzSignKept,
  'bc-year-off': times.bcYearOff,
  'date-infinity-as-date': times.dateInfinityAsDate,
  'time-24-wraps': times.time24Wraps,
  'blob-cut-at-nul': texts.blobCutAtNul,
  'varchar-cut-at-nul': texts.varcharCutAtNul,
  'empty-text-as-null': texts.emptyTextAsNull,
  'json-reserialised': texts.jsonReserialised,
  'uuid-sign-bit': texts.uuidSignBit,
  'enum-as-ordinal': texts.enumAsOrdinal,
  'bit-zeros-lost': texts.bitZerosLost,
  'list-nulls-dropped': nested.listNullsDropped,
  'empty-list-as-null': nested.emptyListAsNull,
  'struct-fields-reversed': nested.structFieldsReversed,
  'map-entries-sorted': nested.mapEntriesSorted,
  'boolean-array-bit-packed': nested.booleanArrayBitPacked,
}

const BY_NAME: ReadonlyMap<string, ValueFault> = new Map(Object.entries(VALUE_FAULTS))

/** The wire type as the mutants that are switched on bend it; the healthy one where there are none. */
export function withValueFaults(wire: WireType, type: DuckType, mutations: Mutations): WireType {
  let bent = wire
  for (const name of mutations) bent = BY_NAME.get(name)?.(bent, type) ?? bent
  return bent
}
