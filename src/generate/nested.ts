import type { ScalarType } from './scalar.js'

function nested(name: string, feature: string, edges: readonly string[]): ScalarType {
  return {
    name,
    feature,
    edges,
    ordinary: (dice) => dice.pick(edges),
    parameter: 'text',
    nested: true,
  }
}

/** A struct's name as it would have to be quoted, beside its type. */
const STRUCT = 'STRUCT(a INTEGER, "b c" VARCHAR)'
const DEEP = 'STRUCT(i BIGINT, s STRUCT(d DATE[], m MAP(VARCHAR, DECIMAL(9,4))))'

/** Types that hold other types, and the two that hold a value of any type or shape. NULL at every level. */
export const NESTED: readonly ScalarType[] = [
  nested('INTEGER[3]', 'type-array', ['[1, NULL, -2147483648]', '[0, 0, 0]', '[NULL, NULL, NULL]']),
  nested('VARCHAR[2]', 'type-array', ["['a,b', NULL]", "['NULL', '']", `['"', 'é𝄞']`]),
  nested('DOUBLE[2]', 'type-array', ['[nan, -0.0]', '[inf, 0.1]']),
  nested('INTEGER[][]', 'type-nested-list', [
    '[]',
    '[[]]',
    '[[1, 2], NULL, [], [NULL]]',
    '[[1], [2, 3]]',
  ]),
  nested('VARCHAR[2][]', 'type-nested-list', ["[['a', NULL], NULL]", "[['{}', '[]']]"]),
  nested(STRUCT, 'type-struct', [
    "{'a': 1, 'b c': 'x, y'}",
    "{'a': NULL, 'b c': 'NULL'}",
    "{'a': -1, 'b c': NULL}",
    `{'a': 0, 'b c': '{"}'}`,
  ]),
  nested(DEEP, 'type-struct', [
    "{'i': 9007199254740993, 's': {'d': [2024-02-29, NULL], 'm': {a=1.5}}}",
    "{'i': NULL, 's': NULL}",
    "{'i': 0, 's': {'d': NULL, 'm': {}}}",
  ]),
  nested(`${STRUCT}[]`, 'type-struct', ["[{'a': 1, 'b c': 'x'}, NULL]", '[]']),
  nested('MAP(VARCHAR, INTEGER)', 'type-map', ['{}', '{b=1, a=NULL}', "{'NULL'=1, ''=2, 'x=y'=3}"]),
  nested('MAP(INTEGER, VARCHAR[])', 'type-map', ['{1=[a, NULL], 2=NULL}', '{-1=[]}']),
  nested('UNION(num INTEGER, str VARCHAR)', 'type-union', ['5', 'abc', 'NULL or not', '']),
  nested("ENUM('sad','ok')[]", 'type-enum', ['[sad, NULL, ok]', '[]']),
  nested('VARIANT', 'type-variant', ['', '42', '[1, 2]', 'null']),
  nested('GEOMETRY', 'type-geometry', [
    'POINT (1 2)',
    'POINT EMPTY',
    'LINESTRING (0 0, 1.5 -1)',
    'POLYGON ((0 0, 0 1, 1 1, 0 0))',
    'MULTIPOINT (1 2, 3 4)',
  ]),
]
