/** What a `require` comes to. */
export type Requirement =
  | { readonly kind: 'met' }
  /** Only the targets can say whether they have it. */
  | { readonly kind: 'extension'; readonly name: string }
  | { readonly kind: 'missing'; readonly because: string }

/** DuckDB as it is released: what a build can be without, and still is the same engine. */
const OF_EVERY_RELEASE = new Set([
  ...['notmusl', 'notmingw', 'notwindows', 'longdouble', '64bit', 'nothreadsan', 'strinline'],
  ...['noforcestorage', 'no_force_storage', 'skip_reload', 'no_alternative_verify'],
  ...['no_latest_storage', 'no_vector_verification'],
])

const MISSING: Readonly<Record<string, string>> = {
  windows: 'is for Windows',
  mingw: 'is for Windows',
  no_extension_autoloading: 'needs a DuckDB that loads no extension by itself',
  allow_unsigned_extensions: 'needs a DuckDB that loads unsigned extensions',
  vacuum_rebuild_indexes: 'needs the setting vacuum_rebuild_indexes',
  ram: 'needs much memory',
  disk_space: 'needs much space on a disk',
}

const VECTOR_SIZE = 2048
const BLOCK_SIZE = 262_144

/** Decides `require <words>` for a released DuckDB; every other word is the name of an extension. */
export function requirement([word = '', value]: readonly string[]): Requirement {
  const name = word.toLowerCase()
  const because = MISSING[name]
  if (because !== undefined) return { kind: 'missing', because }
  if (OF_EVERY_RELEASE.has(name)) return { kind: 'met' }
  switch (name) {
    case 'vector_size':
      return size(Number(value) <= VECTOR_SIZE, `needs vectors of ${value} values`)
    case 'exact_vector_size':
      return size(Number(value) === VECTOR_SIZE, `needs vectors of ${value} values`)
    case 'block_size':
      return size(Number(value) === BLOCK_SIZE, `needs blocks of ${value} bytes`)
    default:
      return { kind: 'extension', name }
  }
}

function size(isMet: boolean, because: string): Requirement {
  return isMet ? { kind: 'met' } : { kind: 'missing', because }
}
