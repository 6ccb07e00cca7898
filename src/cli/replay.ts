import { randomBytes } from 'node:crypto'
import { caseFinished } from '../campaign/case-events.js'
import { findingEvents } from '../campaign/finding-events.js'
import { type Investigation, investigate } from '../campaign/investigate.js'
import { mismatchOf, tryPlan } from '../campaign/trial.js'
import { caseName, type LoadedCase, loadCase } from '../corpus/load.js'
import { TargetLost } from '../model/errors.js'
import type { CaseId } from '../model/plan.js'
import { caseFiles } from './case-files.js'
import { Interrupt } from './interrupt.js'
import { fittingOracles } from './left-out.js'
import { type OutputFlags, openRecord, type RunRecord, reportersOf } from './record.js'
import { ORACLES, pick } from './registry.js'
import { flagOr, resolveSearch, resolveSides, type TargetFlags } from './settings.js'
import { type OpenedSides, openSides } from './sides.js'
import { clock, scopes } from './surroundings.js'

export interface ReplayFlags extends TargetFlags, OutputFlags {
  readonly timeout?: string
  readonly reduceBudget?: string
  readonly oracle?: readonly string[]
}

/** How often a difference is run again before it is believed. */
const CONFIRM = 2

/** `goldeneye replay <file...>`: runs what others wrote or captured on both sides. Gives the exit code. */
export async function replay(files: readonly string[], flags: ReplayFlags): Promise<number> {
  const { config, ...specs } = resolveSides(flags)
  const search = resolveSearch(
    {
      ...(flags.timeout && { timeout: flags.timeout }),
      ...(flags.reduceBudget && { reduceBudget: flags.reduceBudget }),
      seed: '0',
    },
    config,
  )
  const oracles = pick(ORACLES, flags.oracle ?? [], 'oracle')
  reportersOf(flags) // Before anything is started.
  const names = caseFiles(files, flagOr(flags.out, 'out', config.out) ?? 'reports')
  const cases = await Promise.all(
    names.map(async (file) => ({ file: caseName(file), loaded: await loadCase(file) })),
  )
  let record: RunRecord | undefined
  const interrupt = new Interrupt((text) => process.stderr.write(text))
  const opened = await openSides(specs, (incident) =>
    record?.emit({ type: 'incident', ...incident }),
  )
  try {
    record = openRecord(flags, {
      config,
      verb: 'replay',
      seed: search.seed,
      workloads: cases.map(({ file }) => file),
      oracles: oracles.map(({ name }) => name),
      budget: { cases: cases.length },
      facts: { reference: opened.sides.reference.facts, subject: opened.sides.subject.facts },
      settings: {
        reference: specs.reference,
        subject: specs.subject,
        timeoutMs: search.timeoutMs,
        files: cases.map(({ file }) => file),
      },
      secrets: opened.secrets,
    })
    const investigation: Investigation = {
      settings: {
        timeoutMs: search.timeoutMs,
        nowNs: clock.nowNs,
        nextScope: scopes(randomBytes(3).toString('hex')),
      },
      oracles: fittingOracles(oracles, opened.sides, (event) => record?.emit(event)),
      confirm: CONFIRM,
      reduceBudgetMs: search.reduceBudgetMs,
      nowMs: clock.nowMs,
      signal: interrupt.signal,
      perturbed: opened.perturbed,
      disturbances: opened.disturbances,
    }
    for (const [index, { file, loaded }] of cases.entries()) {
      if (interrupt.signal.aborted) break
      await replayCase({ workload: file, seed: '0', index }, loaded, {
        opened,
        record,
        investigation,
      })
    }
    return record.finish(
      interrupt.signal.aborted
        ? { kind: 'interrupted', signal: interrupt.cause }
        : { kind: 'budget' },
    )
  } catch (error) {
    if (error instanceof TargetLost && record) return record.finish({ kind: 'lost', ...error })
    record?.finish({ kind: 'bug', message: error instanceof Error ? error.message : String(error) })
    throw error
  } finally {
    interrupt.close()
    await opened.close()
  }
}

interface ReplayParts {
  readonly opened: OpenedSides
  readonly record: RunRecord
  readonly investigation: Investigation
}

async function replayCase(id: CaseId, loaded: LoadedCase, parts: ReplayParts): Promise<void> {
  const { opened, record, investigation } = parts
  const startedMs = clock.nowMs()
  const { plan } = loaded.case
  const trial = await tryPlan(plan, opened.sides, investigation.oracles, investigation.settings)
  const found = mismatchOf(trial)
  let because: string | undefined
  if (found) {
    const conclusion = await investigate(
      { trial, ...found },
      undefined,
      opened.sides,
      investigation,
    )
    if (conclusion.kind === 'doubtful') because = conclusion.because
    else {
      const where = { workload: id.workload, index: id.index, oracle: found.oracle }
      for (const event of findingEvents(conclusion, `F${id.index + 1}`, where, CONFIRM))
        record.emit(event)
    }
  }
  const elapsedMs = clock.nowMs() - startedMs
  const finished = caseFinished(id, trial, {
    elapsedMs,
    newFeatures: [],
    because,
    skipped: skipsOf(loaded),
  })
  record.emit(finished)
}

function skipsOf(loaded: LoadedCase) {
  return loaded.skipped.map(({ reason, count }) => ({ what: 'statement', because: reason, count }))
}
