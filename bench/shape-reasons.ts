/** Why recorded shapes are not made, by how they begin. Never without a reason. */
export interface Reason {
  readonly begins: string
  readonly reason: string
}

const LOCAL_FILES =
  "it reads Parquet files of the lake, which the client's own DuckDB does; the catalog has none, " +
  'and behind PGWire, quack: or sqlite: this statement does not reach it'

export const REASONS: readonly Reason[] = [
  {
    begins: 'FROM duckdb_secrets()',
    reason:
      "its answer lists the endpoint's own secrets, and what a step answers is written to files; " +
      'a client asks its own DuckDB, not the catalog',
  },
  { begins: 'SELECT filename FROM read_blob(', reason: LOCAL_FILES },
  { begins: 'SELECT list_transform(parquet_file_metadata', reason: LOCAL_FILES },
]
