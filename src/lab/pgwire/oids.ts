/** The OIDs of PostgreSQL's types that we send, with the OID of their arrays and their size in bytes (-1: it varies). */
export interface PgType {
  readonly oid: number
  readonly arrayOid: number
  readonly size: number
}

export const PG_TYPES = {
  bool: { oid: 16, arrayOid: 1000, size: 1 },
  bytea: { oid: 17, arrayOid: 1001, size: -1 },
  int8: { oid: 20, arrayOid: 1016, size: 8 },
  int2: { oid: 21, arrayOid: 1005, size: 2 },
  int4: { oid: 23, arrayOid: 1007, size: 4 },
  text: { oid: 25, arrayOid: 1009, size: -1 },
  json: { oid: 114, arrayOid: 199, size: -1 },
  float4: { oid: 700, arrayOid: 1021, size: 4 },
  float8: { oid: 701, arrayOid: 1022, size: 8 },
  date: { oid: 1082, arrayOid: 1182, size: 4 },
  time: { oid: 1083, arrayOid: 1183, size: 8 },
  timestamp: { oid: 1114, arrayOid: 1115, size: 8 },
  timestamptz: { oid: 1184, arrayOid: 1185, size: 8 },
  interval: { oid: 1186, arrayOid: 1187, size: 16 },
  timetz: { oid: 1266, arrayOid: 1270, size: 12 },
  varbit: { oid: 1562, arrayOid: 1563, size: -1 },
  numeric: { oid: 1700, arrayOid: 1231, size: -1 },
  uuid: { oid: 2950, arrayOid: 2951, size: 16 },
} as const satisfies Readonly<Record<string, PgType>>

export type PgTypeName = keyof typeof PG_TYPES

/** PostgreSQL's type for a scalar type of DuckDB; types that PostgreSQL does not have travel as text. */
export function pgTypeOfScalar(name: string): PgTypeName {
  return BY_DUCKDB_NAME[name] ?? 'text'
}

const BY_DUCKDB_NAME: Readonly<Record<string, PgTypeName>> = {
  BOOLEAN: 'bool',
  TINYINT: 'int2',
  SMALLINT: 'int2',
  UTINYINT: 'int2',
  INTEGER: 'int4',
  USMALLINT: 'int4',
  '"NULL"': 'int4',
  UINTEGER: 'int8',
  BIGINT: 'int8',
  UBIGINT: 'numeric',
  HUGEINT: 'numeric',
  UHUGEINT: 'numeric',
  BIGNUM: 'numeric',
  FLOAT: 'float4',
  DOUBLE: 'float8',
  BLOB: 'bytea',
  BIT: 'varbit',
  DATE: 'date',
  TIME: 'time',
  'TIME WITH TIME ZONE': 'timetz',
  TIMESTAMP: 'timestamp',
  TIMESTAMP_S: 'timestamp',
  TIMESTAMP_MS: 'timestamp',
  'TIMESTAMP WITH TIME ZONE': 'timestamptz',
  INTERVAL: 'interval',
  UUID: 'uuid',
  JSON: 'json',
}

/** The PostgreSQL type of an OID; `array` where it is the array's. Undefined for OIDs that we do not know. */
export function pgTypeOfOid(
  oid: number,
): { readonly name: PgTypeName; readonly array: boolean } | undefined {
  return BY_OID.get(oid)
}

const BY_OID = new Map<number, { readonly name: PgTypeName; readonly array: boolean }>(
  Object.entries(PG_TYPES).flatMap(([key, { oid, arrayOid }]) => {
    const name = key as PgTypeName
    return [
      [oid, { name, array: false }],
      [arrayOid, { name, array: true }],
    ]
  }),
)
for (const [oid, name] of [
  [1043, 'text'],
  [1042, 'text'],
  [19, 'text'],
  [18, 'text'],
  [26, 'int8'],
  [3802, 'json'],
  [1560, 'varbit'],
] as const) {
  BY_OID.set(oid, { name, array: false })
}
BY_OID.set(1015, { name: 'text', array: true })
