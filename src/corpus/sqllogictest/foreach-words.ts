const SIGNED = ['tinyint', 'smallint', 'integer', 'bigint', 'hugeint']
const UNSIGNED = ['utinyint', 'usmallint', 'uinteger', 'ubigint', 'uhugeint']
const INTEGRAL = [...SIGNED, ...UNSIGNED]
const NUMERIC = [...INTEGRAL, 'float', 'double']

/** The lists that `foreach` knows by name, in the order in which DuckDB's runner goes through them. */
const COLLECTIONS: Readonly<Record<string, readonly string[]>> = {
  '<signed>': SIGNED,
  '<unsigned>': UNSIGNED,
  '<integral>': INTEGRAL,
  '<numeric>': NUMERIC,
  '<alltypes>': [...NUMERIC, 'bool', 'interval', 'varchar'],
  '<compression>': [
    ...['none', 'uncompressed', 'rle', 'bitpacking', 'dictionary', 'fsst', 'dict_fsst'],
    ...['alp', 'alprd'],
  ],
  // The columns of DuckDB's table function test_all_types().
  '<all_types_columns>': [
    ...['bool', 'tinyint', 'smallint', 'int', 'bigint', 'hugeint', 'uhugeint', 'utinyint'],
    ...['usmallint', 'uint', 'ubigint', 'date', 'time', 'timestamp', 'timestamp_s'],
    ...['timestamp_ms', 'timestamp_ns', 'time_tz', 'timestamp_tz', 'float', 'double', 'dec_4_1'],
    ...['dec_9_4', 'dec_18_6', 'dec38_10', 'uuid', 'interval', 'varchar', 'blob', 'bit'],
    ...['small_enum', 'medium_enum', 'large_enum', 'int_array', 'double_array', 'date_array'],
    ...['timestamp_array', 'timestamptz_array', 'varchar_array', 'nested_int_array', 'struct'],
    ...['struct_of_arrays', 'array_of_structs', 'map', 'union', 'fixed_int_array'],
    ...['fixed_varchar_array', 'fixed_nested_int_array', 'fixed_nested_varchar_array'],
    ...['fixed_struct_array', 'struct_of_fixed_array', 'fixed_array_of_int_list'],
    'list_of_fixed_int_array',
  ],
}

/** The words of a `foreach`: a collection stands for its words, `!word` takes one out again. */
export function foreachWords(words: readonly string[]): readonly string[] {
  const all: string[] = []
  for (const word of words) {
    const collection = COLLECTIONS[word.toLowerCase()]
    const excepted = word.startsWith('!') ? all.indexOf(word.slice(1)) : -1
    if (collection) all.push(...collection)
    else if (excepted >= 0) all.splice(excepted, 1)
    else all.push(word)
  }
  return all
}
