import { type DuckType, parseDuckType } from '../../values/duck-type.js'
import { duckdbText } from '../../values/duckdb-text.js'
import type { Mutations } from '../mutants.js'
import { arrayBinary, arrayText } from './arrays.js'
import { mutateScalar } from './mutate-value.js'
import { PG_TYPES, type PgTypeName, pgTypeOfScalar } from './oids.js'
import { PG_BINARY } from './pg-binary.js'
import { bytesOf, PG_TEXT } from './pg-text.js'

/** How one DuckDB type travels: what its RowDescription says, and its values in both formats. */
export interface WireType {
  readonly oid: number
  readonly size: number
  /** PostgreSQL's type modifier, -1 for none. */
  readonly modifier: number
  text(value: unknown): string | Uint8Array
  binary(value: unknown): string | Uint8Array
}

/** The wire type of a DuckDB type. What PostgreSQL cannot say travels as text in DuckDB's own spelling. */
export function wireType(duckdbType: string, mutations: Mutations): WireType {
  const type = parseDuckType(duckdbType)
  if ((type.id === 'LIST' || type.id === 'ARRAY') && isScalar(type.child)) {
    return arrayType(type.child, mutations)
  }
  return isScalar(type) ? scalarType(type, mutations) : asText(type)
}

function isScalar(type: DuckType): boolean {
  return type.id === 'SCALAR' || type.id === 'DECIMAL' || type.id === 'ENUM'
}

function scalarType(type: DuckType, mutations: Mutations): WireType {
  const name = pgTypeName(type)
  if (name === 'text') return asText(type)
  const { oid, size } = PG_TYPES[name]
  const mutate = mutateScalar(name, mutations)
  return {
    oid,
    size,
    modifier: type.id === 'DECIMAL' ? decimalModifier(type.width, type.scale) : -1,
    text:
      name === 'bytea' && mutations.has('blob-as-raw-text')
        ? bytesOf
        : (value) => PG_TEXT[name](mutate(value)),
    binary: (value) => PG_BINARY[name](mutate(value)),
  }
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
  const element = scalarType(child, mutations)
  const items = (value: unknown) => (value as { readonly items: readonly unknown[] }).items
  const quoteNull = !mutations.has('array-null-unquoted')
  return {
    oid: PG_TYPES[pgTypeName(child)].arrayOid,
    size: -1,
    modifier: element.modifier,
    text: (value) => arrayText(items(value), element, quoteNull),
    binary: (value) => arrayBinary(items(value), element),
  }
}
