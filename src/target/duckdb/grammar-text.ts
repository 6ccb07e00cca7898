import { open, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const RULE_IN_IT = Buffer.from('SelectStatementInternal <- ')
const CHUNK_BYTES = 1 << 22
/** The grammar is some 50 kB; more than this on either side of the rule is not looked through. */
const REACH_BYTES = 1 << 18
const LIBRARY = /^(?:lib)?duckdb\.(?:so|dylib|dll|node)$/

/**
 * The PEG grammar of the DuckDB that is installed here, as its library carries it. Undefined where
 * there is none, as DuckDB makes no promise of it. Reads some 70 MB: about a tenth of a second.
 */
export async function duckdbGrammarText(): Promise<string | undefined> {
  for (const folder of nativeFolders()) {
    const names = await readdir(folder).catch(() => [])
    for (const name of names.filter((file) => LIBRARY.test(file))) {
      const text = await textIn(join(folder, name)).catch(() => undefined)
      if (text !== undefined) return text
    }
  }
  return undefined
}

/** Where the native packages of this platform are. */
function nativeFolders(): readonly string[] {
  const { platform, arch } = process
  try {
    const api = createRequire(createRequire(import.meta.url).resolve('@duckdb/node-api'))
    const bindings = createRequire(api.resolve('@duckdb/node-bindings/package.json'))
    return [`${platform}-${arch}`, `${platform}-${arch}-musl`].flatMap((name) => {
      try {
        return [dirname(bindings.resolve(`@duckdb/node-bindings-${name}/package.json`))]
      } catch {
        return [] // Only that of this platform is installed.
      }
    })
  } catch {
    return []
  }
}

/** The text around the rule, up to the NULs at both of its ends. */
async function textIn(path: string): Promise<string | undefined> {
  const file = await open(path)
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES)
    for (let start = 0; ; start += CHUNK_BYTES - RULE_IN_IT.length) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, start)
      const found = chunk.subarray(0, bytesRead).indexOf(RULE_IN_IT)
      if (found >= 0) {
        const from = Math.max(0, start + found - REACH_BYTES)
        const around = Buffer.alloc(2 * REACH_BYTES)
        const read = await file.read(around, 0, around.length, from)
        return betweenNuls(around.subarray(0, read.bytesRead), start + found - from)
      }
      if (bytesRead < CHUNK_BYTES) return undefined
    }
  } finally {
    await file.close()
  }
}

function betweenNuls(bytes: Buffer, at: number): string | undefined {
  const end = bytes.indexOf(0, at)
  return end < 0 ? undefined : bytes.toString('utf8', bytes.lastIndexOf(0, at) + 1, end)
}
