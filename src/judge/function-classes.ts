/**
 * DuckDB's functions by what their value hangs on beside their arguments, in lower case. The lists were made from
 * `duckdb_functions()` of 1.5.6 and hold synonyms; docs/comparison.md tells how the bounds were measured.
 */

/** Aggregates whose value is a list or map of elements in the order of the rows. */
export const GATHERING: ReadonlySet<string> = new Set([
  ...['list', 'array_agg', 'string_agg', 'group_concat', 'listagg', 'histogram', 'histogram_exact'],
])

/** Aggregates that choose one row's value among several that are right; NULL only where all are. */
export const CHOOSING: ReadonlySet<string> = new Set([
  ...['any_value', 'arg_min', 'arg_max', 'argmin', 'argmax', 'min_by', 'max_by', 'mode'],
])

/** Aggregates that choose any row's value, NULL included. */
export const CHOOSING_ANY: ReadonlySet<string> = new Set([
  ...['first', 'last', 'arbitrary', 'arg_min_null', 'arg_max_null', 'arg_min_nulls_last'],
  ...['arg_max_nulls_last'],
])

/** Estimates: they hang on hashes, samples and the order in which partial results meet. */
export const ESTIMATING: ReadonlySet<string> = new Set([
  ...['approx_count_distinct', 'approx_quantile', 'approx_top_k', 'reservoir_quantile'],
])

/** What a gathered list may be put into so that its order does not matter any more. */
export const BLIND_TO_ORDER: ReadonlySet<string> = new Set([
  ...['len', 'length', 'array_length', 'list_sort', 'array_sort', 'list_reverse_sort'],
  ...['array_reverse_sort', 'list_max', 'list_min', 'list_unique', 'array_unique', 'list_count'],
  ...['list_contains', 'array_contains', 'list_has', 'cardinality'],
])

/** Windows that number or reach for single rows: within ties their value is anybody's. */
export const POSITIONAL: ReadonlySet<string> = new Set([
  ...['row_number', 'ntile', 'lag', 'lead', 'first_value', 'last_value', 'nth_value'],
])

/**
 * Sums of floating-point numbers: the order of the additions decides the last bits, and with it threads and nodes do. The
 * bound in units of the last place, taken well above what was seen between one thread and four (docs/comparison.md).
 */
export const FLOAT_ULPS: ReadonlyMap<string, number> = new Map([
  ...bounds(16, ['fsum', 'kahan_sum', 'sumkahan', 'favg', 'entropy']),
  ...bounds(256, ['sum', 'avg', 'mean']),
  ...bounds(2 ** 14, ['product', 'geometric_mean', 'geomean']),
  ...bounds(2 ** 22, ['var_pop', 'var_samp', 'variance', 'stddev', 'stddev_pop', 'stddev_samp']),
  ...bounds(2 ** 22, ['sem', 'regr_avgx', 'regr_avgy', 'regr_sxx', 'regr_syy']),
  ...bounds(2 ** 32, ['corr', 'covar_pop', 'covar_samp', 'regr_slope', 'regr_intercept']),
  ...bounds(2 ** 32, ['regr_r2', 'regr_sxy']),
])

/** Differences of large powers: nothing but NULL or not is sure. */
export const FLOAT_UNBOUNDED: ReadonlySet<string> = new Set([
  'skewness',
  'kurtosis',
  'kurtosis_pop',
])

function bounds(ulps: number, names: readonly string[]): readonly (readonly [string, number])[] {
  return names.map((name) => [name, ulps] as const)
}

/** Another value each time; the floor under what duckdb_functions() says. */
export const VOLATILE: readonly string[] = [
  ...['random', 'uuid', 'gen_random_uuid', 'uuidv4', 'uuidv7', 'setseed', 'current_query_id'],
  ...[
    'current_connection_id',
    'current_transaction_id',
    'pg_backend_pid',
    'current_query',
    'stats',
  ],
]

/** One value in a statement, and another one in the next or on the other side; the floor as well. */
export const WITHIN_QUERY: readonly string[] = [
  ...['now', 'today', 'transaction_timestamp', 'get_current_timestamp', 'get_current_time'],
  ...['current_localtime', 'current_localtimestamp', 'txid_current', 'version'],
  ...['current_database', 'current_schemas'],
]

/** The same without brackets. */
export const CLOCK_WORDS: ReadonlySet<string> = new Set([
  ...['current_date', 'current_time', 'current_timestamp', 'localtime', 'localtimestamp'],
])

/**
 * Called unstable by duckdb_functions(), and yet with one right answer here: the steps of a plan have a total order, so a
 * sequence gives the same numbers on both sides; both sides work in a schema of the same name; an error is an error.
 */
export const DETERMINED_HERE: ReadonlySet<string> = new Set([
  ...['nextval', 'currval', 'current_schema', 'in_search_path', 'error', 'sleep_ms', 'write_log'],
])
