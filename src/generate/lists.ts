import type { ScalarType } from './scalar.js'

function list(name: string, edges: readonly string[]): ScalarType {
  const all = ['[]', '[NULL]', ...edges]
  return {
    name,
    feature: 'type-list',
    edges: all,
    ordinary: (dice) => dice.pick(all),
    parameter: 'text',
    nested: true,
  }
}

/** Lists of scalars, with NULL beside the string 'NULL' and with text that needs quotes in any notation. */
export const LISTS: readonly ScalarType[] = [
  list('INTEGER[]', ['[1, NULL, -2147483648]', '[3, 2, 1]']),
  list('VARCHAR[]', [
    "['NULL', NULL]",
    "['a,b', '{}', '']",
    `['"', 'back\\\\slash', ' x ']`,
    "['null', 'NULL', NULL, 'é𝄞']",
  ]),
  list('DECIMAL(18,2)[]', ['[1.50, NULL, -9999999999999999.99]']),
  list('BOOLEAN[]', ['[true, NULL, false]', '[true]', '[false, true, true]']),
  list('DOUBLE[]', ['[nan, -0.0, inf, NULL, 0.1]']),
  list('DATE[]', ["['2024-02-29', NULL, 'infinity']"]),
  list('TIMESTAMP[]', ["['2024-02-29 12:34:56.000001', NULL]"]),
  list('BLOB[]', ["['\\xFF\\x00', NULL]"]),
  list('UUID[]', ["['7fffffff-ffff-ffff-ffff-ffffffffffff', NULL]"]),
]
