import { UsageError } from '../../model/errors.js'
import { type DuckDBTargetOptions, openDuckDBTarget } from '../duckdb/duckdb-target.js'
import { installedDuckDB } from '../duckdb/installed.js'
import { DuckLakeTarget } from './ducklake-target.js'
import { extensionFiles } from './extension-files.js'
import type { LakeCatalog } from './lake-catalog.js'

/** The real client cannot be had: nobody said where it is, it is not there, or DuckDB does not load it. */
export class LakeUnavailable extends UsageError {}

const HINT =
  'name the folder that holds ducklake.duckdb_extension and postgres_scanner.duckdb_extension with --extension-dir, see docs/ducklake-client.md'

/** A client does not wait long for another one of this machine: so many milliseconds before its first new attempt. */
const RETRY_WAIT_MS = 5

export interface LakeOptions extends Omit<DuckDBTargetOptions, 'extensions' | 'settings'> {
  /** The folder with the extensions; undefined where nobody named one. */
  readonly extensionDirectory: string | undefined
}

/** Starts DuckDB with the extensions loaded. Downloads nothing. Throws LakeUnavailable. */
export async function openLakeTarget(
  options: LakeOptions,
  catalog: LakeCatalog,
): Promise<DuckLakeTarget> {
  const { extensionDirectory, ...others } = options
  const extensions = filesIn(extensionDirectory)
  const settings = { threads: '1', ducklake_retry_wait_ms: String(RETRY_WAIT_MS) }
  const client = await openDuckDBTarget({ ...others, settings, extensions }).catch(
    (error: Error) => {
      const [reason] = error.message.split('\n')
      throw new LakeUnavailable(`the ducklake extension cannot be loaded: ${reason}`, HINT)
    },
  )
  return new DuckLakeTarget({ client, catalog, extensionVersion: await versionOf(client) })
}

function filesIn(folder: string | undefined): readonly string[] {
  if (folder === undefined) {
    throw new LakeUnavailable('nobody said where the ducklake extension is', HINT)
  }
  const installed = { version: `v${installedDuckDB().split('-')[0]}`, platform: platform() }
  const found = extensionFiles(folder, installed)
  if (found.kind === 'found') return found.files
  throw new LakeUnavailable(`the ducklake extension cannot be loaded: ${found.reason}`, HINT)
}

/** As DuckDB names it: `linux_amd64`, `osx_arm64`. */
function platform(): string {
  const systems: Readonly<Record<string, string>> = { darwin: 'osx', win32: 'windows' }
  const machines: Readonly<Record<string, string>> = { x64: 'amd64' }
  const [system, machine] = [process.platform, process.arch]
  return `${systems[system] ?? system}_${machines[machine] ?? machine}`
}

async function versionOf(client: {
  readonly loadedVersion: (extension: string) => Promise<string | undefined>
}): Promise<string> {
  return (await client.loadedVersion('ducklake')) || 'of unknown version'
}
