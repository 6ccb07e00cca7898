import type { TypeValues } from './type-values.js'

/** A table of texts `v` in the order `i`, and NULL at its end. */
function literals({ values }: TypeValues): string {
  const texts = values.map((value) => quoted(typeof value === 'string' ? value : value[0]))
  return `unnest(ARRAY[${[...texts, 'NULL'].join(', ')}]) WITH ORDINALITY AS x(v, i)`
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/** All values and NULL, a row each, in the column `c`. */
export function rowsQuery(values: TypeValues): string {
  return `SELECT v::${values.postgres} AS c FROM ${literals(values)} ORDER BY i`
}

/** All values and NULL in one array, an empty array, and none, in the column `c`. */
export function arraysQuery(values: TypeValues): string {
  const array = `(SELECT array_agg(v::${values.postgres} ORDER BY i) FROM ${literals(values)})`
  return `SELECT c FROM (VALUES (1, ${array}), (2, '{}'), (3, NULL)) AS t(i, c) ORDER BY i`
}
