import { existsSync } from 'node:fs'
import { KnownDifferences } from '../campaign/known/known-differences.js'
import { knownHere } from '../campaign/known/known-events.js'
import { KNOWN_FOLDER, type KnownCase, loadKnown } from '../corpus/known/load.js'
import type { Oracle } from '../model/verdict.js'
import type { EventBody } from '../report/events.js'
import { flagOr } from './settings.js'
import type { OpenedSides } from './sides.js'
import { clock } from './surroundings.js'

/** `--known <folder>`, or false where `--no-known` was said. */
export interface KnownFlags {
  readonly known?: string | boolean
}

/** The known differences of a run as they were read: nothing is opened yet. */
export interface KnownFolder {
  readonly folder: string
  readonly all: readonly KnownCase[]
}

/** The folder that a flag, the environment or the config names; else corpus/known. */
export function knownFolder(flags: KnownFlags, configured: string | undefined): string {
  const named = typeof flags.known === 'string' ? flags.known : undefined
  return flagOr(named, 'known', configured) ?? KNOWN_FOLDER
}

/**
 * Reads the known differences that a run is given; undefined where it is given none, as without corpus/known. Throws
 * UsageError with file and line, before anything is started.
 */
export async function readKnownFolder(
  flags: KnownFlags,
  configured: string | undefined,
): Promise<KnownFolder | undefined> {
  if (flags.known === false) return undefined
  const folder = knownFolder(flags, configured)
  if (folder === KNOWN_FOLDER && !existsSync(folder)) return undefined
  return { folder, all: await loadKnown(folder) }
}

/** Those that count on these sides with these oracles; all are told to the record. */
export function startKnown(
  read: KnownFolder | undefined,
  { sides }: Pick<OpenedSides, 'sides'>,
  {
    oracles,
    emit,
  }: { readonly oracles: readonly Oracle[]; readonly emit: (event: EventBody) => void },
): KnownDifferences {
  if (!read || read.all.length === 0) return new KnownDifferences([])
  const place = { subject: sides.subject.facts, oracles: oracles.map(({ name }) => name) }
  const { differences, event } = knownHere({ ...read, place, today: today() })
  emit(event)
  return differences
}

/** The day in UTC, `2026-11-22`. */
export function today(): string {
  return new Date(clock.nowMs()).toISOString().slice(0, 10)
}
