import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig } from '../config/config.js'
import { parseCount, parseDuration } from '../config/duration.js'
import { UsageError } from '../model/errors.js'
import { isFolder } from './case-files.js'
import { CORPUS } from './corpus-folder.js'
import { refuseUsedFolder } from './minimize-apply.js'
import { flagOr } from './settings.js'

export interface MinimizeFlags {
  readonly to?: string
  readonly delete?: boolean
  readonly yes?: boolean
  readonly merge?: readonly string[]
  readonly index?: string
  readonly workers?: string
  readonly timeout?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/** What is done with the result, beside telling it. */
export type MinimizeAction =
  | { readonly kind: 'tell' }
  | { readonly kind: 'copy'; readonly to: string }
  | { readonly kind: 'delete'; readonly isConfirmed: boolean }
  | { readonly kind: 'merge'; readonly from: readonly string[]; readonly into: string }

/** A minimization as it was asked for. */
export interface MinimizeTask {
  readonly roots: readonly string[]
  readonly action: MinimizeAction
  readonly index: string
  readonly workers: number
  readonly timeoutMs: number
}

const WORKERS = '2'
const WORKERS_MAX = 64
const TIMEOUT = '30s'
const INDEX_FILE = 'corpus-features.ndjson'

/** Reads the flags. Everything that can be refused is refused here, before any work. Throws UsageError. */
export function minimizeTask(folders: readonly string[], flags: MinimizeFlags): MinimizeTask {
  const roots = folders.length > 0 ? folders : [CORPUS]
  return {
    roots,
    action: actionOf(roots, flags),
    index: flags.index ?? join(reportsFolder(), INDEX_FILE),
    workers: parseCount(flags.workers ?? WORKERS, '--workers', { min: 1, max: WORKERS_MAX }),
    timeoutMs: parseDuration(flags.timeout ?? TIMEOUT, '--timeout', 1),
  }
}

function reportsFolder(): string {
  const { out } = loadConfig(process.env.GOLDENEYE_CONFIG)
  return flagOr(undefined, 'out', out) ?? 'reports'
}

function actionOf(roots: readonly string[], flags: MinimizeFlags): MinimizeAction {
  const asked = [flags.to && '--to', flags.delete && '--delete', flags.merge && '--merge']
  const given = asked.filter((flag) => typeof flag === 'string' && flag !== '')
  if (given.length > 1) {
    throw new UsageError(`${given.join(' and ')} do not go together`, 'say one of them at a time')
  }
  if (flags.yes && !flags.delete) {
    throw new UsageError('--yes confirms --delete, which is not there', 'leave it out')
  }
  if (flags.to !== undefined) return copyTo(flags.to, roots)
  if (flags.merge) return mergeInto(roots, flags.merge)
  return flags.delete ? deletion(flags.yes === true) : { kind: 'tell' }
}

function copyTo(to: string, roots: readonly string[]): MinimizeAction {
  refuseUsedFolder(to, roots)
  return { kind: 'copy', to }
}

function deletion(isConfirmed: boolean): MinimizeAction {
  if (isConfirmed || process.stdin.isTTY) return { kind: 'delete', isConfirmed }
  throw new UsageError(
    '--delete asks before it deletes, and there is no terminal to ask',
    'look at what it would delete without --delete, then say --delete --yes',
  )
}

function mergeInto(roots: readonly string[], from: readonly string[]): MinimizeAction {
  const [into] = roots
  const isFile = into !== undefined && existsSync(into) && !isFolder(into)
  if (into !== undefined && roots.length === 1 && !isFile) return { kind: 'merge', from, into }
  throw new UsageError(
    '--merge takes cases into one folder',
    'name it first: goldeneye corpus minimize corpus --merge other',
  )
}
