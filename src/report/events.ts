import { z } from 'zod'

/**
 * The major version of the event log. A reader upgrades older ones step by step and refuses newer
 * ones.
 */
export const EVENT_VERSION = 1

const count = z.number().int().nonnegative()
const counted = z.object({ what: z.string(), because: z.string(), count })

/** What is known about a target (model/target.ts). */
const factsSchema = z.object({
  name: z.string(),
  version: z.string(),
  profile: z.string(),
  address: z.string(),
  nodes: z.array(z.string()).readonly(),
})

/**
 * A mismatch as an oracle gave it (model/verdict.ts); the kind is a string so that old logs can be
 * read.
 */
export const mismatchSchema = z.object({
  kind: z.literal('mismatch'),
  mismatch: z.string(),
  stepIndex: count.optional(),
  summary: z.string(),
  reference: z.string(),
  subject: z.string(),
  ignored: z.array(z.object({ what: z.string(), because: z.string() })).readonly(),
})

/** One oracle's judgement of one case. `because` says why it is inconclusive. */
const verdictSchema = z.object({
  oracle: z.string(),
  verdict: z.enum(['agree', 'mismatch', 'inconclusive']),
  because: z.string().optional(),
})

/**
 * One step of a finding's smallest case, and what each side answered in a few words (`ok`, `2
 * rows`).
 */
const stepSchema = z.object({
  session: z.string(),
  text: z.string(),
  reference: z.string(),
  subject: z.string(),
})

const voteSchema = z.object({
  voter: z.string(),
  says: z.enum(['agrees', 'differs', 'unclear']),
  /** What differed, or why nothing can be said. */
  detail: z.string(),
})

const runStarted = z.object({
  type: z.literal('run-started'),
  run: z.string(),
  name: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  tool: z.string(),
  gitSha: z.string().optional(),
  node: z.string(),
  platform: z.string(),
  /** Resolved and without secrets. */
  config: z.record(z.string(), z.unknown()),
  /** Unsigned 64-bit, decimal. */
  seed: z.string().regex(/^\d+$/),
  workloads: z.array(z.string()).readonly(),
  oracles: z.array(z.string()).readonly(),
  budget: z.object({
    durationMs: count.optional(),
    cases: count.optional(),
    maxFindings: count.optional(),
  }),
  /**
   * The flags with which a replay meets the same targets (`--subject`, `lab:mutant=x`), without
   * secrets.
   */
  targetFlags: z.array(z.string()).readonly().default([]),
})

const targetDescribed = z.object({
  type: z.literal('target-described'),
  role: z.enum(['reference', 'subject']),
  facts: factsSchema,
})

const caseFinished = z.object({
  type: z.literal('case-finished'),
  workload: z.string(),
  index: count,
  verdicts: z.array(verdictSchema).readonly(),
  /** The oracles that had nothing to judge in it. */
  notJudgedBy: z.array(z.string()).readonly().default([]),
  /**
   * Statements sent to both targets, and of these how many both executed and how many both refused.
   */
  statements: count,
  executedOnBoth: count,
  failedOnBoth: count,
  /** Milliseconds. */
  elapsedMs: z.number().nonnegative(),
  /** The features that this run reached for the first time here. */
  newFeatures: z.array(z.string()).readonly(),
  /** What the oracles left out of their judgement, and why. */
  ignored: z.array(counted).readonly().default([]),
  /** What was not sent at all, and why (replay). */
  skipped: z.array(counted).readonly().default([]),
  /** What clients at once did. */
  clients: z.array(counted).readonly().default([]),
  /** The kind of mismatch that this case showed when it was written down, and does not show any more. */
  mended: z.string().optional(),
})

/** A case that is there and could not be run. */
const caseNotRun = z.object({
  type: z.literal('case-not-run'),
  workload: z.string(),
  index: count,
  /** The line of its file, from 1. */
  line: count.optional(),
  /** One sentence without a full stop. */
  because: z.string(),
  /** It is for other endpoints than this one, which is no fault of the case. */
  isLeftOut: z.boolean().default(false),
})

/**
 * `finding` is provisional and unique in the run; the GE- number is known when the finding is
 * closed.
 */
const findingOpened = z.object({
  type: z.literal('finding-opened'),
  finding: z.string(),
  oracle: z.string(),
  workload: z.string(),
  index: count,
  mismatch: mismatchSchema,
})

const findingConfirmed = z.object({
  type: z.literal('finding-confirmed'),
  finding: z.string(),
  /** Seen again this many times ... */
  times: count,
  /** ... of this many repetitions. */
  of: count,
})

const findingReduced = z.object({
  type: z.literal('finding-reduced'),
  finding: z.string(),
  stepsBefore: count,
  stepsAfter: count,
  executions: count,
  elapsedMs: z.number().nonnegative(),
  /** False where the reducer's budget ended first. */
  minimal: z.boolean(),
  /** What had to stay: each last removal that failed, and what was seen without it. */
  mattered: z
    .array(z.object({ what: z.string(), instead: z.string() }))
    .readonly()
    .default([]),
})

const findingClosed = z.object({
  type: z.literal('finding-closed'),
  finding: z.string(),
  /** `GE-` and eight hexadecimal digits: the fingerprint. */
  id: z.string().regex(/^GE-[0-9a-f]{8}$/),
  status: z.enum(['confirmed', 'flaky', 'unconfirmed']),
  /** The smallest case and the one that was generated, as case files. */
  case: z.string(),
  originalCase: z.string(),
  /** The smallest case as a sqllogictest file, with what the reference answered. */
  test: z.string().optional(),
  /** The mismatch of the smallest case. */
  mismatch: mismatchSchema,
  /** By what the smallest case is recognised, where its difference is accepted. */
  sighting: z
    .object({ skeleton: z.string(), types: z.array(z.string()).readonly(), shows: z.string() })
    .optional(),
  /** What its name is made of, for people: the way it shows, the statement's shape, types and circumstances. */
  signature: z.array(z.string()).readonly().default([]),
  /** The steps of the smallest case with both answers. */
  steps: z.array(stepSchema).readonly().default([]),
  /** What the votes said, in one sentence. */
  attribution: z.string().optional(),
  /** Whose fault it is by the votes: engine, optimizer, unstable, node, wire, genuine. */
  blame: z.string().optional(),
  /** The smallest case run again in other ways: does it agree with the reference's first answer? */
  votes: z.array(voteSchema).readonly().default([]),
})

const incident = z.object({
  type: z.literal('incident'),
  kind: z.enum(['target-died', 'target-replaced', 'node-killed', 'node-restarted', 'other']),
  target: z.string(),
  detail: z.string(),
})

const targetLost = z.object({
  type: z.literal('target-lost'),
  target: z.string(),
  reason: z.string(),
})

/** One outcome of a real case was corrupted on purpose in a copy of its evidence: did an oracle report it? */
const canary = z.object({
  type: z.literal('canary'),
  workload: z.string(),
  index: count,
  caught: z.boolean(),
})

/** The known differences that a run was given, and why one of them does not count here. */
const knownListed = z.object({
  type: z.literal('known-listed'),
  folder: z.string(),
  known: z
    .array(
      z.object({
        name: z.string(),
        issue: z.string(),
        reason: z.string(),
        owner: z.string().optional(),
        expires: z.string().optional(),
        /** Its last day was over when the run began. */
        isExpired: z.boolean(),
        notHere: z.string().optional(),
      }),
    )
    .readonly(),
})

/** A case showed a known difference, which is no finding. */
const knownMatched = z.object({
  type: z.literal('known-matched'),
  name: z.string(),
  issue: z.string(),
  workload: z.string(),
  index: count,
  oracle: z.string(),
  mismatch: z.string(),
  /** In what way it showed, without names and values. */
  shows: z.string(),
  /** It was recognised only once it was made smaller. */
  isReduced: z.boolean(),
})

const checkpoint = z.object({
  type: z.literal('checkpoint'),
  /** By workload: the index of the first case that is not finished. */
  next: z.record(z.string(), count),
})

const runFinished = z.object({
  type: z.literal('run-finished'),
  exitCode: count,
  /** One sentence: why the run ended, and with this code. */
  reason: z.string(),
})

const bodySchema = z.discriminatedUnion('type', [
  runStarted,
  targetDescribed,
  caseFinished,
  caseNotRun,
  findingOpened,
  findingConfirmed,
  findingReduced,
  findingClosed,
  incident,
  targetLost,
  canary,
  knownListed,
  knownMatched,
  checkpoint,
  runFinished,
])

const envelopeSchema = z.object({
  v: z.literal(EVENT_VERSION),
  seq: count,
  /** Milliseconds since the run began. */
  t: z.number().nonnegative(),
})

/** One line of the log. */
export const eventSchema = z.intersection(envelopeSchema, bodySchema)

/** The names of all events of this version. */
export const EVENT_TYPES: ReadonlySet<string> = new Set(
  bodySchema.options.map((option) => option.shape.type.value),
)

/** What a campaign appends: an event without its number and its time. */
export type EventBody = Readonly<z.input<typeof bodySchema>>

/** An event as it is read: numbered from 0, with its time in milliseconds since the run began. */
export type RunEvent = Readonly<z.output<typeof envelopeSchema> & z.output<typeof bodySchema>>

export type EventType = RunEvent['type']

/** The event of one type, such as `EventOf<'case-finished'>`. */
export type EventOf<T extends EventType> = Extract<RunEvent, { readonly type: T }>

export type TargetFactsOfRun = z.output<typeof factsSchema>
export type EventMismatch = z.output<typeof mismatchSchema>
export type EventStep = z.output<typeof stepSchema>
export type EventVote = z.output<typeof voteSchema>
export type CountedReason = z.output<typeof counted>
