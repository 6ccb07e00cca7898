import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { investigate } from '../campaign/investigate.js'
import { mismatchOf, tryPlan } from '../campaign/trial.js'
import { parseDuration } from '../config/duration.js'
import { printCase } from '../corpus/case-file.js'
import { loadCase } from '../corpus/load.js'
import { UsageError } from '../model/errors.js'
import { duckdbGrammar } from '../target/duckdb/grammar.js'
import { EXIT } from './exit.js'
import { Interrupt } from './interrupt.js'
import { ORACLES } from './registry.js'
import { resolveSearch, resolveSides, type TargetFlags } from './settings.js'
import { openSides } from './sides.js'
import { clock, scopes } from './surroundings.js'

export interface ReduceFlags extends TargetFlags {
  readonly timeout?: string
  readonly reduceBudget?: string
  readonly output?: string
  readonly quiet?: boolean
}

const CONFIRM = 3

/** `goldeneye reduce <file>`: prints the smallest case found that shows the same difference. Gives the exit code. */
export async function reduce(file: string, flags: ReduceFlags): Promise<number> {
  const { config, ...specs } = resolveSides(flags)
  const search = resolveSearch(
    { ...(flags.timeout && { timeout: flags.timeout }), seed: '0' },
    config,
  )
  const reduceBudgetMs = parseDuration(flags.reduceBudget ?? '60s', '--reduce-budget', 1)
  if (flags.output !== undefined) refuseToOverwrite(flags.output)
  const { plan } = (await loadCase(file)).case
  const say = (text: string) => void (flags.quiet || process.stderr.write(`${text}\n`))
  const interrupt = new Interrupt((text) => process.stderr.write(text))
  const opened = await openSides(specs, ({ detail }) => say(detail))
  try {
    const settings = {
      timeoutMs: search.timeoutMs,
      nowNs: clock.nowNs,
      nextScope: scopes(randomBytes(3).toString('hex')),
    }
    const trial = await tryPlan(plan, opened.sides, ORACLES, settings)
    const found = mismatchOf(trial)
    if (!found) {
      say(`${file}: both sides agree, there is nothing to reduce`)
      return EXIT.inconclusive
    }
    const conclusion = await investigate({ trial, ...found }, undefined, opened.sides, {
      settings,
      oracles: ORACLES,
      confirm: CONFIRM,
      reduceBudgetMs,
      nowMs: clock.nowMs,
      signal: interrupt.signal,
      perturbed: opened.perturbed,
      grammar: duckdbGrammar,
      disturbances: opened.disturbances,
    })
    if (conclusion.kind === 'doubtful') {
      say(conclusion.because)
      return EXIT.inconclusive
    }
    const { reduction } = conclusion
    if (!reduction) {
      say(`${file}: the difference was seen once and not again in ${CONFIRM} more runs`)
      return EXIT.inconclusive
    }
    say(
      `${conclusion.id}: ${plan.steps.length} → ${conclusion.case.plan.steps.length} steps in ${reduction.executions} executions${reduction.minimal ? ', no step can go' : ', the budget ended first'}`,
    )
    write(printCase(conclusion.case), flags.output)
    return interrupt.exitCode ?? EXIT.findings
  } finally {
    interrupt.close()
    await opened.close()
  }
}

/** Asked before the work, so that nobody waits a minute for a refusal. */
function refuseToOverwrite(output: string): void {
  if (!existsSync(output)) return
  throw new UsageError(
    `${output} exists, and nothing is overwritten`,
    'name a new file with --output',
  )
}

function write(text: string, output: string | undefined): void {
  if (output === undefined) {
    process.stdout.write(text)
    return
  }
  try {
    writeFileSync(output, text, { flag: 'wx' })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new UsageError(`${output} cannot be written (${code})`, 'name a new file with --output')
  }
}
