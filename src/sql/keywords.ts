/**
 * Reserved in DuckDB 1.5 (`duckdb_keywords()`), wholly or but for functions and types: never a bare
 * table or column.
 */
const RESERVED = `all analyse analyze and any array as asc asymmetric both case cast check collate
  column constraint create default deferrable desc describe distinct do else end except false
  fetch for foreign from group having in initially intersect into lambda lateral leading limit not
  null offset on only or order pivot pivot_longer pivot_wider placing primary qualify references
  returning select show some summarize symmetric table then to trailing true union unique unpivot
  using variadic when where window with anti asof at authorization binary by collation columns
  concurrently cross freeze full generated glob ilike inner is isnull join left like map natural
  notnull outer overlaps positional right semi similar struct tablesample try_cast unpack verbose`

/** Words that may be names but in practice carry a statement's structure. */
const STRUCTURAL = `add alter attach begin between bigint bit blob boolean cascade char character
  coalesce commit conflict copy current date decimal delete detach double drop enum exists exclude
  execute explain extract first float following hugeint if ignore insert int integer interval last
  macro materialized merge nothing nulls numeric over overlaps partition pragma preceding
  precision prepare read real recursive rename replace restrict rollback row rows schema sequence
  set smallint start temp temporary text time timestamp timestamptz tinyint transaction truncate
  ubigint uhugeint uinteger unbounded update use usmallint utinyint uuid values varchar view
  within without write zone`

const KEYWORDS = new Set(`${RESERVED} ${STRUCTURAL}`.split(/\s+/))

/** Is this bare word part of the language, rather than a name? Decided by the word alone. */
export function isKeyword(word: string): boolean {
  return KEYWORDS.has(word.toLowerCase())
}
