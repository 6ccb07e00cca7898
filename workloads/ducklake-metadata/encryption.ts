import { type Catalog, rowsOf } from './catalog.js'

/** True for a lake whose files are encrypted: every file then has its key in the catalog. */
export function isEncrypted(catalog: Catalog): boolean {
  const row = rowsOf(catalog, 'ducklake_metadata').find((one) => one.key === 'encrypted')
  return row?.value === 'true'
}

const KEY_BYTES = 16

/** The key of a file as base64, made of its id so that it is the same when the plan is made again. */
export function encryptionKey(catalog: Catalog, fileId: number): string | null {
  if (!isEncrypted(catalog)) return null
  const bytes = Array.from({ length: KEY_BYTES }, (_, i) => (fileId * 31 + i * 7) % 256)
  return btoa(String.fromCharCode(...bytes))
}

/** The columns of a file in a SELECT list; with its key where files are encrypted. */
export function fileColumns(catalog: Catalog): readonly string[] {
  const columns = ['path', 'path_is_relative', 'file_size_bytes', 'footer_size']
  return isEncrypted(catalog) ? [...columns, 'encryption_key'] : columns
}
