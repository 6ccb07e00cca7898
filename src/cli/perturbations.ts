import type { Perturbation } from '../config/target-spec.js'

/** DuckDB's optimizers as of 1.5, by duckdb_optimizers(). */
const OPTIMIZERS = [
  ...['expression_rewriter', 'filter_pullup', 'filter_pushdown', 'empty_result_pullup'],
  ...['cte_filter_pusher', 'regex_range', 'in_clause', 'join_order', 'deliminator'],
  ...['unnest_rewriter', 'unused_columns', 'statistics_propagation', 'common_subexpressions'],
  ...['common_aggregate', 'column_lifetime', 'limit_pushdown', 'row_group_pruner', 'top_n'],
  ...['top_n_window_elimination', 'build_side_probe_side', 'compressed_materialization'],
  ...['duplicate_groups', 'reorder_filter', 'sampling_pushdown', 'join_filter_pushdown'],
  ...['materialized_cte', 'sum_rewriter', 'late_materialization', 'cte_inlining'],
  ...['common_subplan', 'join_elimination', 'window_self_join'],
]

type Settings = Readonly<Record<string, string>>

const THREADS: Settings = { threads: '4', scheduler_process_partial: 'true' }
const ORDER: Settings = { threads: '2', preserve_insertion_order: 'false' }
const NO_OPTIMIZERS: Settings = { disabled_optimizers: OPTIMIZERS.join(',') }
/** Other ways to the same answer: joins, aggregates, windows and index scans chosen differently. */
const PATHS: Settings = {
  nested_loop_join_threshold: '0',
  merge_join_threshold: '0',
  prefer_range_joins: 'true',
  perfect_ht_threshold: '0',
  late_materialization_max_rows: '0',
  ordered_aggregate_threshold: '1',
  debug_window_mode: 'SEPARATE',
  index_scan_max_count: '0',
  index_scan_percentage: '0',
  asof_loop_join_threshold: '0',
}
/** Vectors in unusual forms between operators. */
const VECTORS: Settings = { debug_verify_vector: 'DICTIONARY_OPERATOR' }

/** Settings that must change nothing in what DuckDB answers, by the name of the perturbation. */
export const PERTURBATIONS: Readonly<Record<Perturbation, Settings>> = {
  threads: THREADS,
  order: ORDER,
  optimizers: NO_OPTIMIZERS,
  paths: PATHS,
  vectors: VECTORS,
  all: { ...ORDER, ...THREADS, ...NO_OPTIMIZERS, ...PATHS, ...VECTORS },
}

/** The settings of a perturbation in words, for the report. */
export function perturbationText(perturbation: Perturbation): string {
  return Object.entries(PERTURBATIONS[perturbation])
    .map(([name, value]) => `${name}=${name === 'disabled_optimizers' ? 'all' : value}`)
    .join(', ')
}
