import type { TypeSpelling } from '../../model/profile.js'

/** OIDs of PostgreSQL's pg_type catalog, by the names it gives them. */
export const OID = {
  bool: 16,
  bytea: 17,
  char: 18,
  name: 19,
  int8: 20,
  int2: 21,
  int4: 23,
  text: 25,
  oid: 26,
  json: 114,
  float4: 700,
  float8: 701,
  unknown: 705,
  varchar: 1043,
  date: 1082,
  time: 1083,
  timestamp: 1114,
  timestamptz: 1184,
  interval: 1186,
  timetz: 1266,
  bit: 1560,
  varbit: 1562,
  numeric: 1700,
  uuid: 2950,
} as const

/** Arrays of the types above, for lists of scalars. */
export const ARRAY_OIDS: readonly number[] = [
  1000, 1001, 1005, 1007, 1009, 1015, 1016, 1021, 1022, 1028, 1115, 1182, 1183, 1185, 1187, 1231,
  1270, 1561, 1563, 199, 2951,
]

/** A table of spellings: each DuckDB type with the OIDs that are right for it. */
export function spellings(
  table: Readonly<Record<string, number | readonly number[] | TypeSpelling>>,
): ReadonlyMap<string, TypeSpelling> {
  return new Map(
    Object.entries(table).map(([type, spelling]) => {
      if (typeof spelling === 'number') return [type, { oids: [spelling] }]
      return [type, 'oids' in spelling ? spelling : { oids: spelling }]
    }),
  )
}

/** The types that every server that was read spells in the same way (reference: wire protocol tables of four servers). */
export const COMMON_TYPES = {
  BOOLEAN: OID.bool,
  TINYINT: OID.int2,
  SMALLINT: OID.int2,
  INTEGER: OID.int4,
  USMALLINT: OID.int4,
  BIGINT: OID.int8,
  UBIGINT: OID.numeric,
  DECIMAL: OID.numeric,
  FLOAT: OID.float4,
  DOUBLE: OID.float8,
  VARCHAR: [OID.text, OID.varchar],
  BLOB: OID.bytea,
  DATE: OID.date,
  TIME: OID.time,
  'TIME WITH TIME ZONE': OID.timetz,
  TIMESTAMP: OID.timestamp,
  'TIMESTAMP WITH TIME ZONE': OID.timestamptz,
  INTERVAL: OID.interval,
  UUID: OID.uuid,
} as const
