/** How PostgreSQL sends the values of a type: types of one kind have the same text and the same bytes. */
export type PgKind = (typeof TABLE)[number][0]

/** Kind, OID of the type, OID of its arrays (0 where there are none). From PostgreSQL's pg_type.dat. */
const TABLE = [
  ['bool', 16, 1000],
  ['bytea', 17, 1001],
  ['text', 18, 1002],
  ['text', 19, 1003],
  ['int8', 20, 1016],
  ['int2', 21, 1005],
  ['int4', 23, 1007],
  ['text', 25, 1009],
  ['oid', 26, 1028],
  ['oid', 28, 1011],
  ['oid', 29, 1012],
  ['json', 114, 199],
  ['text', 142, 143],
  ['float4', 700, 1021],
  ['float8', 701, 1022],
  ['text', 705, 0],
  ['text', 1042, 1014],
  ['text', 1043, 1015],
  ['date', 1082, 1182],
  ['time', 1083, 1183],
  ['timestamp', 1114, 1115],
  ['timestamptz', 1184, 1185],
  ['interval', 1186, 1187],
  ['timetz', 1266, 1270],
  ['varbit', 1560, 1561],
  ['varbit', 1562, 1563],
  ['numeric', 1700, 1231],
  ['text', 2275, 1263],
  ['uuid', 2950, 2951],
  ['jsonb', 3802, 3807],
] as const

/** What an OID stands for: a scalar type, or arrays of one. */
export interface PgType {
  readonly kind: PgKind
  readonly isArray: boolean
}

const BY_OID = new Map<number, PgType>(
  TABLE.flatMap(([kind, oid, arrayOid]) => [
    [oid, { kind, isArray: false }],
    ...(arrayOid === 0 ? [] : ([[arrayOid, { kind, isArray: true }]] as const)),
  ]),
)

/** The type of an OID; undefined for OIDs that are not known here. */
export function pgTypeOf(oid: number): PgType | undefined {
  return BY_OID.get(oid)
}
