import { isExpired } from '../campaign/known/known-events.js'
import { parseCount } from '../config/duration.js'
import { type Complaint, complaintsOf } from '../corpus/known/health.js'
import type { KnownCase } from '../corpus/known/load.js'
import type { KnownUse } from '../report/known-history.js'
import { plural } from '../report/numbers.js'
import { visible } from '../report/visible.js'
import { EXIT } from './exit.js'
import { type KnownFlags, knownFolder, today } from './known-folder.js'
import { knownIn } from './known-list.js'
import { type Replayed, replayKnown } from './known-replay.js'
import { usesIn } from './known-uses.js'
import { flagOr, resolveSides, type TargetFlags } from './settings.js'

export interface KnownCheckFlags extends TargetFlags, KnownFlags {
  readonly strict?: boolean
  readonly runs?: string
  readonly out?: string
  readonly json?: boolean
  readonly quiet?: boolean
  readonly timeout?: string
}

const RUNS_DEFAULT = 10

/** What is to be said of one known difference. */
export interface Checked {
  readonly name: string
  readonly file: string
  readonly issue: string
  readonly complaints: readonly Complaint[]
  /** What its case showed, or why it was not run; one sentence. */
  readonly detail: string
  readonly use: KnownUse
}

const NEVER: KnownUse = { counted: 0, seen: 0, shows: [] }

/**
 * `goldeneye known check`: replays each known difference and names what can go. It warns, and exits with 0; with --strict a
 * complaint is exit code 3. Throws UsageError, and TargetLost.
 */
export async function knownCheck(flags: KnownCheckFlags): Promise<number> {
  const { config } = resolveSides(flags)
  const runs =
    flags.runs === undefined ? RUNS_DEFAULT : parseCount(flags.runs, '--runs', { min: 1 })
  const all = await knownIn(knownFolder(flags, config.knownDifferences))
  const reports = flagOr(flags.out, 'out', config.out) ?? 'reports'
  const uses = usesIn(reports, runs)
  const replayed = all.length === 0 ? new Map<string, Replayed>() : await replayKnown(all, flags)
  const day = today()
  const checked = all.map((known) =>
    check(known, {
      replayed: replayed.get(known.name),
      use: uses.get(known.name) ?? NEVER,
      day,
      runs,
    }),
  )
  process.stdout.write(flags.json ? `${JSON.stringify(checked, null, 2)}\n` : textOf(checked))
  const complaints = checked.flatMap((one) => one.complaints).length
  return flags.strict && complaints > 0 ? EXIT.inconclusive : EXIT.agree
}

function check(
  { name, file, known }: KnownCase,
  facts: {
    readonly replayed: Replayed | undefined
    readonly use: KnownUse
    readonly day: string
    readonly runs: number
  },
): Checked {
  const { replayed, use, day, runs } = facts
  const complaints = complaintsOf({
    shows: replayed?.shows,
    isExpired: isExpired(known.expires, day),
    runs: { counted: use.counted, seen: use.seen, wanted: runs },
    looks: use.shows.length,
  })
  const detail = replayed?.detail ?? 'it was not reached'
  return { name, file, issue: known.issue, complaints, detail, use }
}

const WORDS: Readonly<Record<Complaint, string>> = {
  stale: 'stale: it agrees now, so the file can go',
  changed: 'changed: what it covers is not what it shows',
  expired: 'expired: look at its issue, and give it another day or let it go',
  unused: 'unused: the latest runs did not see it',
  'too-broad': 'too broad: it covers what shows in many ways',
}

/** A line for each known difference, its complaints below, and a sentence at the end. */
function textOf(checked: readonly Checked[]): string {
  const lines = checked.flatMap(({ name, detail, complaints, issue, use }) => [
    `${complaints.length > 0 ? '!' : ' '} ${[name, detail, issue].map((text) => visible(text)).join('  ')}`,
    ...complaints.map((complaint) => `    ${WORDS[complaint]}${moreOf(complaint, use)}`),
  ])
  return `${[...lines, sentence(checked)].join('\n')}\n`
}

function moreOf(complaint: Complaint, { counted, shows }: KnownUse): string {
  if (complaint === 'unused') return ` (${plural(counted, 'run')})`
  return complaint === 'too-broad' ? ` (${plural(shows.length, 'way')})` : ''
}

/** `3 known differences: 1 stale, 1 expired`. */
function sentence(checked: readonly Checked[]): string {
  const kinds = Object.keys(WORDS) as Complaint[]
  const parts = kinds.flatMap((kind) => {
    const own = checked.filter(({ complaints }) => complaints.includes(kind)).length
    return own > 0 ? [`${own} ${kind.replace('-', ' ')}`] : []
  })
  const all = plural(checked.length, 'known difference')
  return `${all}: ${parts.length > 0 ? parts.join(', ') : 'nothing to do'}`
}
