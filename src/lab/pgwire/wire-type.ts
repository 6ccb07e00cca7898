import { type DuckType, parseDuckType } from '../../values/duck-type.js'
import { duckdbText } from '../../values/duckdb-text.js'
import { withValueFaults } from '../faults/values/value-faults.js'
import type { Mutations } from '../mutants.js'
import { arrayBinary, arrayText } from './arrays.js'
import { PG_TYPES, type PgTypeName, pgTypeOfScalar } from './oids.js'
import { PG_BINARY } from './pg-binary.js'
import { PG_TEXT } from './pg-text.js'

/** What a cell holds: text counts as UTF-8, null is NULL. */
export type CellBytes = string | Uint8Array | null

/** How one DuckDB type travels: what its RowDescription says, and its values in both formats. */
export interface WireType {
  readonly oid: number
  readonly size: number
  /** PostgreSQL's type modifier, -1 for none. */
  readonly modifier: number
  /** Never null but in a lab with a fault. */
  readonly text: (value: unknown) => CellBytes
  readonly binary: (value: unknown) => CellBytes
}

/** The wire type of a DuckDB type. What PostgreSQL cannot say travels as text in DuckDB's own spelling. */
export function wireType(duckdbType: string, mutations: Mutations): WireType {
  return typeOf(parseDuckType(duckdbType), mutations)
}

function typeOf(type: DuckType, mutations: Mutations): WireType {
  return withValueFaults(healthyType(type, mutations), type, mutations)
}

function healthyType(type: DuckType, mutations: Mutations): WireType {
  if ((type.id === 'LIST' || type.id === 'ARRAY') && isScalar(type.child)) {
    return arrayType(type.child, mutations)
  }
  return isScalar(type) ? scalarType(type) : asText(type)
}

function isScalar(type: DuckType): boolean {
  return type.id === 'SCALAR' || type.id === 'DECIMAL' || type.id === 'ENUM'
}

function scalarType(type: DuckType): WireType {
  const name = pgTypeName(type)
  if (name === 'text') return asText(type)
  const { oid, size } = PG_TYPES[name]
  const modifier = type.id === 'DECIMAL' ? decimalModifier(type.width, type.scale) : -1
  return { oid, size, modifier, text: PG_TEXT[name], binary: PG_BINARY[name] }
}

function pgTypeName(type: DuckType): PgTypeName {
  return type.id === 'DECIMAL' ? 'numeric' : pgTypeOfScalar(type.name)
}

/** Precision and scale as numeric(p,s) carries them. */
function decimalModifier(width: number, scale: number): number {
  return ((width << 16) | scale) + 4
}

function asText(type: DuckType): WireType {
  const text = (value: unknown) => duckdbText(value, type) ?? ''
  return { oid: PG_TYPES.text.oid, size: -1, modifier: -1, text, binary: text }
}

function arrayType(child: DuckType, mutations: Mutations): WireType {
  const element = typeOf(child, mutations)
  const items = (value: unknown) => (value as { readonly items: readonly unknown[] }).items
  return {
    oid: PG_TYPES[pgTypeName(child)].arrayOid,
    size: -1,
    modifier: element.modifier,
    text: (value) => arrayText(items(value), element),
    binary: (value) => arrayBinary(items(value), element),
  }
}
