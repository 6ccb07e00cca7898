import type { EventMismatch, EventOf, EventStep, EventVote, RunEvent } from './events.js'
import { type FindingGroup, groupsOf } from './groups.js'

/** Where a finding was seen. */
export interface Occurrence {
  readonly workload: string
  readonly index: number
}

/** All that is known about one fingerprint; its smallest and then oldest case stands for it. */
export interface FindingSummary extends Occurrence {
  /** The fingerprint, `GE-` and eight hexadecimal digits. */
  readonly id: string
  readonly oracle: string
  readonly status: 'confirmed' | 'flaky' | 'unconfirmed'
  readonly mismatch: EventMismatch
  /** By what a known difference would name it; undefined in records that have none. */
  readonly sighting: EventOf<'finding-closed'>['sighting']
  /** What its name is made of: the way it shows, the statement's shape, types and circumstances; empty in old records. */
  readonly signature: readonly string[]
  /** The first of the findings that look like this one, which may be itself; undefined where none does. */
  readonly group: string | undefined
  readonly case: string
  readonly originalCase: string
  /** The case as a sqllogictest file; older records have none. */
  readonly test: string | undefined
  readonly steps: readonly EventStep[]
  readonly attribution: string | undefined
  /** Whose fault it is by the votes; undefined in records that have none. */
  readonly blame: string | undefined
  readonly votes: readonly EventVote[]
  /** When its case was found, milliseconds since the run began. */
  readonly openedMs: number
  readonly confirmed: { readonly times: number; readonly of: number } | undefined
  readonly reduced: Reduced | undefined
  /** Every case that showed it, the oldest first. */
  readonly seen: readonly Occurrence[]
}

export interface Reduced {
  readonly stepsBefore: number
  readonly stepsAfter: number
  readonly executions: number
  readonly elapsedMs: number
  readonly minimal: boolean
  /** What had to stay, and what was seen without it. */
  readonly mattered: readonly { readonly what: string; readonly instead: string }[]
}

interface Findings {
  readonly findings: readonly FindingSummary[]
  readonly groups: readonly FindingGroup[]
  readonly open: readonly EventOf<'finding-opened'>[]
}

/**
 * Joins the events of each finding by its provisional name, then groups what has the same
 * fingerprint.
 */
export function groupFindings(events: readonly RunEvent[]): Findings {
  const stories = storiesOf(events)
  const byId = new Map<string, FindingSummary>()
  for (const story of stories) {
    const next = summaryOf(story)
    if (next) byId.set(next.id, represent(byId.get(next.id), next))
  }
  const open = stories.filter((story) => !story.closed).flatMap((story) => story.opened ?? [])
  return { ...withGroups([...byId.values()]), open }
}

function withGroups(findings: readonly FindingSummary[]) {
  const groups = groupsOf(findings)
  const groupOf = new Map(groups.flatMap(({ id, members }) => members.map((one) => [one, id])))
  return { groups, findings: findings.map((one) => ({ ...one, group: groupOf.get(one.id) })) }
}

/** The events of one finding. */
interface Story {
  opened?: EventOf<'finding-opened'>
  confirmed?: EventOf<'finding-confirmed'>
  reduced?: EventOf<'finding-reduced'>
  closed?: EventOf<'finding-closed'>
}

function storiesOf(events: readonly RunEvent[]): readonly Story[] {
  const stories = new Map<string, Story>()
  for (const event of events) {
    if (!('finding' in event)) continue
    const story = stories.get(event.finding) ?? {}
    stories.set(event.finding, story)
    if (event.type === 'finding-opened') story.opened = event
    if (event.type === 'finding-confirmed') story.confirmed = event
    if (event.type === 'finding-reduced') story.reduced = event
    if (event.type === 'finding-closed') story.closed = event
  }
  return [...stories.values()]
}

function summaryOf({ opened, confirmed, reduced, closed }: Story): FindingSummary | undefined {
  if (!opened || !closed) return undefined
  const { workload, index, oracle } = opened
  return {
    id: closed.id,
    oracle,
    workload,
    index,
    status: closed.status,
    mismatch: closed.mismatch,
    sighting: closed.sighting,
    case: closed.case,
    originalCase: closed.originalCase,
    test: closed.test,
    signature: closed.signature,
    group: undefined,
    steps: closed.steps,
    attribution: closed.attribution,
    blame: closed.blame,
    votes: closed.votes,
    openedMs: opened.t,
    confirmed: confirmed && { times: confirmed.times, of: confirmed.of },
    reduced: reduced && {
      stepsBefore: reduced.stepsBefore,
      stepsAfter: reduced.stepsAfter,
      executions: reduced.executions,
      elapsedMs: reduced.elapsedMs,
      minimal: reduced.minimal,
      mattered: reduced.mattered,
    },
    seen: [{ workload, index }],
  }
}

const TRUST = { confirmed: 2, flaky: 1, unconfirmed: 0 } as const

/** The better confirmed, then the smaller, then the older of two cases of one fingerprint. */
function represent(older: FindingSummary | undefined, newer: FindingSummary): FindingSummary {
  if (!older) return newer
  const trust = TRUST[newer.status] - TRUST[older.status]
  const better = trust > 0 || (trust === 0 && newer.case.length < older.case.length)
  return { ...(better ? newer : older), seen: [...older.seen, ...newer.seen] }
}
