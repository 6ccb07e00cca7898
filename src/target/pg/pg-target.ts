import { assert, TargetLost, UsageError } from '../../model/errors.js'
import type { Outcome } from '../../model/outcome.js'
import type { NodeChoice } from '../../model/plan.js'
import type { Profile } from '../../model/profile.js'
import { shellWord } from '../../model/shell-word.js'
import type { StateReport, StateUnavailable } from '../../model/state.js'
import type { Statement } from '../../model/statement.js'
import type { Kept, Scope, Target, TargetFacts } from '../../model/target.js'
import { quoteIdentifier } from '../../sql/identifiers.js'
import { Binder, type FilesPlace, type SecretSource } from '../binder.js'
import { generic } from '../profile/generic.js'
import { profileNamed } from '../profile/named.js'
import { probeProfile } from '../profile/probe.js'
import { readState } from '../state-queries.js'
import { agreeing } from './agreement.js'
import { ConnectFailure } from './connect.js'
import type { ConnectionSettings } from './connection-settings.js'
import { leftoversQuery } from './leftovers.js'
import type { PgLink } from './pg-link.js'
import { PgNode, reasonOf } from './pg-node.js'
import { PgSession } from './pg-session.js'
import { psqlRemoval, psqlShell } from './psql.js'

export interface PgTargetOptions {
  readonly name: string
  /** One or several endpoints of one cluster. */
  readonly endpoints: readonly ConnectionSettings[]
  /** A profile, or the name of one. `generic` itself is probed: see PgTarget.profile for what was found. */
  readonly profile: Profile | string
  /** Where `${dir:x}` is; undefined where nobody knows a place, and then nothing is attached from files. */
  readonly files: FilesPlace | undefined
  readonly secrets?: SecretSource | undefined
  /** Which schema names may be created and dropped; by default those that start with `goldeneye_`. */
  readonly scopeGuard?: ((schema: string) => boolean) | undefined
  /** How long a cancelled statement may take to stop before the connection is cut; 2000 by default. */
  readonly cancelGraceMs?: number | undefined
}

/** All that a campaign makes in a target carries this prefix. */
export const SCOPE_PREFIX = 'goldeneye_'

const CANCEL_GRACE_MS = 2000
/** A path that an endpoint refuses or makes below its own working directory: only a replayed case can ask for it. */
const NO_FILES: FilesPlace = { kind: 'endpoint', directory: '.' }
/** Waits between attempts to reach a lost endpoint; then it is lost for good. */
const RETRY_WAITS_MS = [0, 100, 200, 400, 800, 1600, 3200]

const isOwnScope = (schema: string) => /^goldeneye_[a-z0-9_]+$/.test(schema)
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Connects to every endpoint. Throws UsageError, one sentence and a hint, when one cannot be used. */
export async function openPgTarget(options: PgTargetOptions): Promise<PgTarget> {
  assert(options.endpoints.length > 0, 'a target needs an endpoint')
  const profile =
    typeof options.profile === 'string' ? profileNamed(options.profile) : options.profile
  const nodes = options.endpoints.map(
    (endpoint) => new PgNode(endpoint, profile, options.cancelGraceMs ?? CANCEL_GRACE_MS),
  )
  try {
    await Promise.all(nodes.map((node) => node.connected()))
    const first = nodes[0] as PgNode
    const version = cellOf(await first.query('SELECT version()')) ?? 'unknown'
    const isUnknown = options.profile === generic || options.profile === generic.name
    const found = isUnknown ? await probe(first, options, profile) : profile
    return new PgTarget({ ...options, profile: found, version }, nodes)
  } catch (error) {
    await Promise.all(nodes.map((node) => node.close()))
    throw error instanceof ConnectFailure ? error.asUsageError() : error
  }
}

/** On connections of its own, so that nothing of the probe stays behind. */
async function probe(node: PgNode, options: PgTargetOptions, base: Profile): Promise<Profile> {
  const name = `${SCOPE_PREFIX}probe_${process.pid}`
  const [session, beside] = [await probeSession(node, name), await probeSession(node, name)]
  const ask = (question: Statement, timeoutMs = node.limits.timeoutMs) =>
    session.send(question, { timeoutMs })
  const askBeside = (question: Statement, timeoutMs: number) => beside.send(question, { timeoutMs })
  try {
    return await probeProfile({ ask, askBeside, name, files: options.files }, base)
  } finally {
    await session.close()
    await beside.close()
  }
}

async function probeSession(node: PgNode, name: string): Promise<PgSession> {
  return new PgSession({
    link: await node.connect(),
    node: node.address,
    binder: new Binder(name, { files: NO_FILES }),
    cancelGraceMs: node.limits.cancelGraceMs,
    onClose: () => undefined,
  })
}

function cellOf(outcome: Outcome | undefined): string | undefined {
  return (outcome?.kind === 'rows' ? outcome.rows[0]?.[0] : undefined) ?? undefined
}

/** The options once the endpoint was asked. */
type OpenedOptions = PgTargetOptions & { readonly profile: Profile; readonly version: string }

interface OpenScope {
  readonly binder: Binder
  readonly sessions: Set<PgSession>
  /** Sessions that were opened so far; `any` and `follower` take the nodes in turn. */
  opened: number
}

/** A cluster, or one server, behind the PostgreSQL protocol. */
export class PgTarget implements Target {
  readonly facts: TargetFacts
  private readonly scopes = new Map<string, OpenScope>()
  private readonly kept: string[] = []

  constructor(
    private readonly options: OpenedOptions,
    private readonly nodes: readonly PgNode[],
  ) {
    this.facts = {
      name: options.name,
      version: options.version,
      profile: options.profile.name,
      address: nodes.map((node) => node.address).join(','),
      nodes: nodes.map((node) => node.address),
    }
  }

  get writersWait(): boolean {
    return !this.options.profile.capabilities.has('optimistic-writes')
  }

  /** The profile that was given, or what probing found out about a generic endpoint. */
  get profile(): Profile {
    return this.options.profile
  }

  /** What clean() could not drop, with the reason. */
  get leftovers(): readonly string[] {
    return this.kept
  }

  async reset(scope: Scope): Promise<void> {
    this.guard(scope)
    let outcome: Outcome | undefined
    for (const waitMs of RETRY_WAITS_MS) {
      await sleep(waitMs)
      const node = this.nodes[await this.leaderIndex()] as PgNode
      outcome = await node.query(`CREATE SCHEMA ${quoteIdentifier(scope.schema)}`)
      if (outcome.kind === 'done' || outcome.kind === 'rows') return
      if (outcome.kind === 'error') break
    }
    throw new TargetLost(this.options.name, outcome ? reasonOf(outcome) : 'no answer')
  }

  async open(choice: NodeChoice, scope: Scope): Promise<PgSession> {
    this.guard(scope)
    const open = this.scopeOf(scope)
    // Counted before anything is waited for: the sessions of a plan are opened at once.
    const opened = open.opened++
    const node = this.nodes[await this.nodeIndex(choice, opened)] as PgNode
    const session: PgSession = new PgSession({
      link: await this.linkTo(node, scope),
      node: node.address,
      binder: open.binder,
      cancelGraceMs: this.options.cancelGraceMs ?? CANCEL_GRACE_MS,
      onClose: () => open.sessions.delete(session),
      shell: psqlShell(node.settings, scope.schema),
      wantsPostgresWords: this.options.profile.sql === 'postgres',
    })
    open.sessions.add(session)
    return session
  }

  async state({ schema }: Scope): Promise<readonly (StateReport | StateUnavailable)[]> {
    if (!this.options.profile.capabilities.has('duckdb-catalog'))
      return this.nodes.map(({ address }) => ({
        node: address,
        kind: 'unavailable',
        reason: 'the endpoint has no DuckDB catalog functions',
      }))
    const mayHaveMacros = this.scopes.get(schema)?.binder.mayHaveMacros ?? true
    const readAll = () =>
      Promise.all(
        this.nodes.map((node) =>
          readState(node.address, { schema, mayHaveMacros }, (sql) => node.query(sql)),
        ),
      )
    return this.options.profile.reads === 'local' ? agreeing(readAll) : readAll()
  }

  async clean(scope: Scope): Promise<void> {
    this.guard(scope)
    const open = this.scopes.get(scope.schema)
    await Promise.all([...(open?.sessions ?? [])].map((session) => session.close()))
    open?.binder.removeDirectories()
    this.scopes.delete(scope.schema)
    await this.drop(scope.schema)
  }

  /** Where it is: nothing is dropped, and the folders that this process made stay. */
  async keep(scope: Scope): Promise<Kept> {
    const open = this.scopes.get(scope.schema)
    await Promise.all([...(open?.sessions ?? [])].map((session) => session.close()))
    this.scopes.delete(scope.schema)
    const node = this.nodes[await this.leaderIndex()] as PgNode
    const found = await node.query(leftoversQuery(this.options.profile, scope.schema))
    const rows = found.kind === 'rows' ? found.rows : [['DROP SCHEMA', scope.schema] as const]
    const folder = open?.binder.madeFolder
    return {
      shells: [psqlShell(node.settings, scope.schema)],
      cleanUp: [
        ...rows.map(([verb, name]) => psqlRemoval(node.settings, verb ?? '', name ?? '')),
        ...(folder === undefined ? [] : [`rm -r ${shellWord(folder)}`]),
      ],
      notes: [],
    }
  }

  /**
   * Drops what earlier runs left: schemas and databases whose names start with the prefix, which must itself start with
   * `goldeneye_`. Returns the names that were dropped.
   */
  async sweep(prefix: string = SCOPE_PREFIX): Promise<readonly string[]> {
    if (!prefix.startsWith(SCOPE_PREFIX))
      throw new UsageError(
        `"${prefix}" is not a prefix of goldeneye's own names.`,
        `Only names that start with ${SCOPE_PREFIX} are swept.`,
      )
    return this.drop(prefix)
  }

  async close(): Promise<void> {
    const sessions = [...this.scopes.values()].flatMap((scope) => [...scope.sessions])
    await Promise.all(sessions.map((session) => session.close()))
    for (const { binder } of this.scopes.values()) binder.removeDirectories()
    await Promise.all(this.nodes.map((node) => node.close()))
  }

  private guard({ schema }: Scope): void {
    const isAllowed = this.options.scopeGuard ?? isOwnScope
    assert(isAllowed(schema), `the schema ${schema} is not ours to create and drop`)
  }

  private scopeOf({ schema }: Scope): OpenScope {
    const known = this.scopes.get(schema)
    if (known) return known
    const { files = NO_FILES, secrets } = this.options
    const scope = {
      binder: new Binder(schema, { files, secrets }),
      sessions: new Set<PgSession>(),
      opened: 0,
    }
    this.scopes.set(schema, scope)
    return scope
  }

  /** A connection in the scope's schema, or the reason why there is none. */
  private async linkTo(node: PgNode, { schema }: Scope): Promise<PgLink | string> {
    try {
      const link = await node.connect()
      const outcome = await node.useSchema(link, schema)
      if (outcome.kind === 'done' || outcome.kind === 'rows') return link
      await link.close()
      return reasonOf(outcome)
    } catch (error) {
      if (!(error instanceof ConnectFailure)) throw error
      return error.message
    }
  }

  /**
   * Where a session goes. With local reads only one node sees a session's writes at once, so all sessions go to the
   * leader, whatever the plan asks for. Where followers take no writes, only what reads alone goes to one.
   */
  private async nodeIndex(choice: NodeChoice, opened: number): Promise<number> {
    const count = this.nodes.length
    if (count === 1) return 0
    const { reads, followers } = this.options.profile
    if (reads === 'local') return this.leaderIndex()
    if (typeof choice === 'number') return choice % count
    const mayWrite = choice !== 'reader'
    if (followers === 'read-only' && mayWrite) return this.leaderIndex()
    if (choice === 'any') return opened % count
    const leader = await this.leaderIndex()
    return choice === 'leader' ? leader : (leader + 1 + (opened % (count - 1))) % count
  }

  /** The node whose answer to the profile's leader query is true; the first one where it cannot be asked. */
  private async leaderIndex(): Promise<number> {
    const query = this.options.profile.leaderQuery
    if (query === undefined || this.nodes.length === 1) return 0
    const answers = await Promise.all(this.nodes.map((node) => node.query(query)))
    return Math.max(
      0,
      answers.findIndex((answer) => /^t(rue)?$/.test(cellOf(answer) ?? '')),
    )
  }

  private async drop(prefix: string): Promise<readonly string[]> {
    const node = this.nodes[await this.leaderIndex()] as PgNode
    const found = await node.query(leftoversQuery(this.options.profile, prefix))
    if (found.kind !== 'rows') {
      this.kept.push(`${prefix}: ${reasonOf(found)}`)
      return []
    }
    const dropped: string[] = []
    for (const [verb, name] of found.rows) {
      const cascade = verb === 'DROP SCHEMA' ? ' CASCADE' : ''
      const outcome = await node.query(`${verb} ${quoteIdentifier(name as string)}${cascade}`)
      if (outcome.kind === 'done' || outcome.kind === 'rows') dropped.push(name as string)
      else this.kept.push(`${name}: ${reasonOf(outcome)}`)
    }
    return dropped
  }
}
