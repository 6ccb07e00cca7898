import { existsSync } from 'node:fs'
import { isExpired } from '../campaign/known/known-events.js'
import { loadConfig } from '../config/config.js'
import { printConditions } from '../corpus/known/conditions.js'
import { KNOWN_FOLDER, type KnownCase, loadKnown } from '../corpus/known/load.js'
import { printMatch } from '../corpus/known/match-line.js'
import { visible } from '../report/visible.js'
import { EXIT } from './exit.js'
import { type KnownFlags, knownFolder, today } from './known-folder.js'

export interface KnownListFlags extends KnownFlags {
  readonly json?: boolean
  readonly config?: string
}

/** `goldeneye known list`: the accepted differences. Gives the exit code. */
export async function knownList(flags: KnownListFlags): Promise<number> {
  const folder = knownFolder(flags, loadConfig(flags.config).knownDifferences)
  const all = await knownIn(folder)
  const text = flags.json
    ? JSON.stringify(all.map(asJson), null, 2)
    : all.flatMap((known) => asLines(known, today())).join('\n')
  process.stdout.write(`${text || `no known differences in ${folder}`}\n`)
  return EXIT.agree
}

/** Those of a folder; none where nothing was ever accepted. Throws UsageError. */
export async function knownIn(folder: string): Promise<readonly KnownCase[]> {
  return folder === KNOWN_FOLDER && !existsSync(folder) ? [] : loadKnown(folder)
}

function asLines({ name, known }: KnownCase, day: string): readonly string[] {
  const { issue, reason, owner, expires, applies, match } = known
  const until = isExpired(expires, day) ? `expired ${expires}` : `until ${expires}`
  const facts = [
    issue,
    ...(owner === undefined ? [] : [owner]),
    ...(expires === undefined ? [] : [until]),
    applies.length === 0 ? 'everywhere' : printConditions(applies),
  ]
  const below = [facts.map((fact) => visible(fact)).join('  '), visible(reason), printMatch(match)]
  return [visible(name), ...below.map((line) => `  ${line}`)]
}

function asJson({ name, file, known }: KnownCase) {
  return { name, file, ...known }
}
