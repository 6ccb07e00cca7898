import type { Showing } from '../corpus/fingerprint.js'
import { differingCells } from '../judge/differing-cells.js'
import type { Evidence } from '../model/history.js'
import type { Outcome, Violation } from '../model/outcome.js'
import type { Profile } from '../model/profile.js'
import type { Mismatch } from '../model/verdict.js'
import { parseDuckType } from '../values/duck-type.js'
import { type Manner, mannerOf } from '../values/manner.js'

/**
 * In what way a mismatch shows in the trial that showed it, whatever the statement and the values are: no name, no number
 * and no text of a value is in it, so that two cases of one fault show in the same way.
 */
export function showingOf(
  evidence: Evidence,
  mismatch: Mismatch,
  types: Profile['types'] = new Map(),
): Showing {
  switch (mismatch.mismatch) {
    case 'value':
      return mannerIn(evidence, mismatch, types) ?? plain('another value')
    case 'protocol':
      return plain(violationIn(evidence, mismatch)?.what ?? mismatch.summary)
    case 'type':
      return { how: typesText(evidence, mismatch), inside: [] }
    case 'lost-commit':
    case 'double-commit':
    case 'stray-commit':
    case 'stale-read':
      return plain(mismatch.mismatch)
    case 'column-names':
    case 'nodes':
    case 'invariant':
    case 'state':
      return plain(withoutNames(mismatch))
    case 'row-count':
    case 'affected-rows':
      return plain(moreOrFewer(evidence, mismatch))
    case 'status':
    case 'tag':
      return plain(`${lastLine(mismatch.reference)} became ${lastLine(mismatch.subject)}`)
    case 'outcome':
    case 'error-class':
    case 'crash':
    case 'order':
      return plain(answers(evidence, mismatch))
  }
}

/** The same in a few words. */
export function showingText({ how, type, inside }: Showing): string {
  const place = inside.map((container) => ` in ${container}`).join('')
  return type === undefined ? how : `${type}${place}: ${how}`
}

/** Without numbers, but for those that are part of a name: UTF-8. */
function plain(how: string): Showing {
  return { how: how.replaceAll(/(?<!\w|\w-|')-?\d+/g, 'n'), inside: [] }
}

/** A step of a plan; none for an end state. */
type Place = Pick<Mismatch, 'stepIndex'>

/** Both sides' answers to the step that showed it, by their place in its text. */
function answersAt({ reference, subject }: Evidence, { stepIndex = -1 }: Place) {
  const [ours, theirs] = [reference.records[stepIndex], subject.records[stepIndex]]
  const count = Math.max(ours?.outcomes.length ?? 0, theirs?.outcomes.length ?? 0)
  return Array.from(
    { length: count },
    (_, at) => [ours?.outcomes[at], theirs?.outcomes[at]] as const,
  )
}

/** The wire oracle may have told the right one of two ways to send a statement: then the wrong one is looked at. */
function mannerIn(
  evidence: Evidence,
  mismatch: Mismatch,
  types: Profile['types'],
): Manner | undefined {
  for (const stepIndex of [mismatch.stepIndex, ...sameSteps(evidence, mismatch)]) {
    for (const [ours, theirs] of answersAt(evidence, { stepIndex })) {
      const [cell] = differingCells(ours, theirs, types)
      if (cell?.column.type.kind !== 'duckdb') continue
      return mannerOf(cell.reference, cell.subject, parseDuckType(cell.column.type.name))
    }
  }
  return undefined
}

/** The other steps that send the same statement. */
function sameSteps({ plan }: Evidence, { stepIndex = -1 }: Mismatch): readonly number[] {
  const nameAt = (at: number): string | undefined => {
    const step = plan.steps[at]
    return step?.kind === 'statement' ? step.statement.same : undefined
  }
  const name = nameAt(stepIndex)
  const others = name === undefined ? [] : [...plan.steps.keys()]
  return others.filter((at) => at !== stepIndex && nameAt(at) === name)
}

function violationIn(evidence: Evidence, mismatch: Mismatch): Violation | undefined {
  const outcomes = answersAt(evidence, mismatch).flatMap(([, theirs]) => theirs ?? [])
  return outcomes.find((outcome): outcome is Violation => outcome.kind === 'violation')
}

/** Types have names that tell something; their parameters, and the names of several columns, do not. */
function typesText(evidence: Evidence, mismatch: Mismatch): string {
  const sides = [mismatch.reference, mismatch.subject].map(lastLine)
  if (sides.some((types) => types.includes(', '))) return 'other columns'
  const columns = answersAt(evidence, mismatch).flatMap(([ours]) =>
    ours?.kind === 'rows' ? ours.columns : [],
  )
  const types = sides.map((text) => {
    const named = columns.find(({ name }) => text.startsWith(`${name} `))
    return text.slice(named ? named.name.length + 1 : 0).replaceAll(/\([\d, ]*\)/g, '')
  })
  return types.join(' became ')
}

/** The wire oracle tells on a line before how a statement was sent, which is no part of what it answered. */
function lastLine(text: string): string {
  return text.split('\n').at(-1) ?? ''
}

/** What kind of object differs, without its name and the names of nodes. */
function withoutNames({ mismatch, summary }: Mismatch): string {
  return mismatch === 'column-names' ? 'other names' : summary.replace(/:.*$/s, '')
}

function moreOrFewer(evidence: Evidence, mismatch: Mismatch): string {
  const sizes = answersAt(evidence, mismatch).map(([ours, theirs]) => [
    sizeOf(ours),
    sizeOf(theirs),
  ])
  const parted = sizes.find(([ours, theirs]) => ours !== theirs)
  const [ours = 0, theirs = 0] = parted ?? []
  return theirs < ours ? 'fewer rows' : 'more rows'
}

function sizeOf(outcome: Outcome | undefined): number {
  if (outcome?.kind === 'rows') return outcome.rows.length
  return outcome?.kind === 'done' ? (outcome.affected ?? 0) : 0
}

function answers(evidence: Evidence, mismatch: Mismatch): string {
  const pairs = answersAt(evidence, mismatch).map(([ours, theirs]) => [
    answer(ours),
    answer(theirs),
  ])
  const parted = pairs.find(([ours, theirs]) => ours !== theirs)
  return parted ? `${parted[1]} where ${parted[0]} was right` : mismatch.mismatch
}

function answer(outcome: Outcome | undefined): string {
  if (!outcome) return 'nothing'
  if (outcome.kind === 'error') return `error ${outcome.errorClass}`
  return outcome.kind === 'unknown' ? `unknown ${outcome.reason}` : outcome.kind
}
