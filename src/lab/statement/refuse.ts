import type { Placed } from '../../sql/placed-tokens.js'

const READS_FILES =
  /^(READ_|PARQUET_|SNIFF_CSV|GLOB$|SQLITE_|POSTGRES_|MYSQL_|ICEBERG_|DELTA_|ST_READ)/
const FILE_NAME = /\.(csv|tsv|parquet|json|ndjson|jsonl|txt|xlsx|arrow|db|duckdb)(\.\w+)?'$|\*/i
const NEVER = new Set(['EXPORT', 'IMPORT', 'INSTALL', 'LOAD', 'UPDATE EXTENSIONS'])

/** What depends on the process, the connection or the node, so that a write with it differs from node to node. */
const NODE_BOUND = new Set([
  ...['SETSEED', 'CURRVAL', 'WRITE_LOG', 'TXID_CURRENT', 'CURRENT_TRANSACTION_ID'],
  ...['CURRENT_CONNECTION_ID', 'CURRENT_QUERY_ID', 'GETENV', 'PG_BACKEND_PID'],
])

/** Settings of the whole process that would break the node or let it out of its directory. */
const UNSAFE_SETTING =
  /^(access_mode|allow|autoinstall|autoload|custom_|debug_|disabled_filesystems|duckdb_api|enable_external|enable_object|extension_|external_threads|force_|home_directory|http|lock_|log|max_memory|memory_limit|max_temp|password|profiling_output|profile_output|s3_|secret|storage_|temp_directory|threads|user|username|wal_|worker_threads)/i

/** Why a statement cannot be replicated exactly; undefined when nothing speaks against it. */
export function refusal(kind: string, tokens: readonly Placed[]): string | undefined {
  if (NEVER.has(kind)) return `${kind} changes one node and not the cluster`
  switch (kind) {
    case 'COPY':
      return copyRefusal(tokens)
    case 'ATTACH':
      return attachRefusal(tokens)
    case 'SET':
    case 'RESET':
    case 'PRAGMA':
      return settingRefusal(tokens)
    case 'SELECT':
    case 'SHOW':
    case 'DESCRIBE':
    case 'SUMMARIZE':
    case 'USE':
      return undefined
    default:
      return writeRefusal(kind, tokens)
  }
}

function copyRefusal(tokens: readonly Placed[]): string | undefined {
  if (tokens[1]?.word === 'FROM' && tokens[2]?.word === 'DATABASE') return undefined
  return 'COPY reads or writes a file of one node'
}

function attachRefusal(tokens: readonly Placed[]): string | undefined {
  const path = tokens.find(({ token }) => token.kind === 'string')?.token.text.slice(1, -1)
  if (path === undefined) return 'ATTACH without a path in quotes'
  if (path === ':memory:' || path === '') return undefined
  if (path.startsWith('/') || path.startsWith('~') || path.startsWith('\\')) {
    return 'an absolute path is a file of one node; paths are relative to the directory of a node'
  }
  if (path.split(/[/\\]/).includes('..')) return 'the path leaves the directory of the node'
  if (/^[a-z][a-z0-9_]+:/i.test(path)) return 'only DuckDB files and :memory: can be attached'
  const at = tokens.findIndex(({ word }) => word === 'TYPE')
  const type = tokens[at + 1]?.word.replaceAll("'", '').toUpperCase()
  if (at > 0 && type !== 'DUCKDB') return 'only DuckDB files and :memory: can be attached'
  return undefined
}

function settingRefusal(tokens: readonly Placed[]): string | undefined {
  const scoped = ['GLOBAL', 'SESSION', 'LOCAL', 'PERSISTENT'].includes(tokens[1]?.word ?? '')
  const name = tokens[scoped ? 2 : 1]?.token.text ?? ''
  if (tokens[1]?.word === 'VARIABLE') return volatileRefusal('SET VARIABLE', tokens)
  if (!UNSAFE_SETTING.test(name)) return undefined
  return `the setting ${name} is the node's own`
}

function writeRefusal(kind: string, tokens: readonly Placed[]): string | undefined {
  const isLater = /^CREATE (VIEW|MACRO|FUNCTION)$/.test(kind)
  for (const [at, { token, word }] of tokens.entries()) {
    if (isLater && word === 'NEXTVAL') return `${kind} with nextval(): one node alone would read it`
    const before = tokens[at - 1]?.word
    if (token.kind === 'string' && (before === 'FROM' || before === 'JOIN')) {
      if (FILE_NAME.test(token.text)) return `${kind} that reads a file of one node`
    }
    const isCall = token.kind === 'word' && tokens[at + 1]?.word === '('
    if (isCall && READS_FILES.test(word)) return `${kind} that reads a file of one node`
    if (isCall && NODE_BOUND.has(word)) return `${kind} with ${word.toLowerCase()}()`
  }
  return undefined
}

function volatileRefusal(kind: string, tokens: readonly Placed[]): string | undefined {
  const found = tokens.find(
    ({ word }, at) =>
      /^(RANDOM|UUID|GEN_RANDOM_UUID|UUIDV4|UUIDV7)$/.test(word) && tokens[at + 1]?.word === '(',
  )
  return found ? `${kind} with ${found.word.toLowerCase()}()` : undefined
}
