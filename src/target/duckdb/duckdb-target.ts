import { join } from 'node:path'
import { TargetLost, UsageError } from '../../model/errors.js'
import type { Outcome } from '../../model/outcome.js'
import type { NodeChoice } from '../../model/plan.js'
import type { StateReport, StateUnavailable } from '../../model/state.js'
import type { Kept, Scope, Session, Target, TargetFacts } from '../../model/target.js'
import { quoteIdentifier, quoteString } from '../../sql/identifiers.js'
import { Binder, type SecretSource } from '../binder.js'
import { readState } from '../state-queries.js'
import { DuckDBChild } from './child-process.js'
import { DuckDBSession, type Incident } from './duckdb-session.js'
import { keepAsFiles, nothingKept } from './keep-as-files.js'
import type { InstanceSettings } from './protocol.js'
import { StatementLog } from './statement-log.js'

export interface DuckDBTargetOptions {
  /** What it is in a run, such as `reference`; the name of its node as well. */
  readonly name: string
  /** What reports call it; its name by default. */
  readonly label?: string | undefined
  /** For the statement log `<name>.last.sql`, and for what plans put into `${dir:x}`. Made if it does not exist. */
  readonly directory: string
  readonly threads?: number | undefined
  /** DuckDB settings, global: `{ preserve_insertion_order: 'false', disabled_optimizers: 'filter_pushdown' }`. */
  readonly settings?: Readonly<Record<string, string | number | boolean>> | undefined
  readonly extensionDirectory?: string | undefined
  /** Files of extensions that are loaded before anything else, signed or not; nothing is ever installed. */
  readonly extensions?: readonly string[] | undefined
  /**
   * Named statements are prepared once and executed again, as a server may do it. False by default: DuckDB 1.5.6 gives
   * wrong values when `SELECT ... ORDER BY` is executed again after the table's data has changed.
   */
  readonly reusesPrepared?: boolean | undefined
  readonly secrets?: SecretSource | undefined
  /** How long an interrupted statement may take to stop; 2000 by default. */
  readonly interruptGraceMs?: number | undefined
  /** Told how the process ended, once another one has taken its place. */
  readonly onReplaced?: ((death: string) => void) | undefined
}

const INTERRUPT_GRACE_MS = 2000
const START_ATTEMPTS_MAX = 3

/**
 * Standalone DuckDB in a child process. Throws UsageError when DuckDB refuses the settings.
 */
export async function openDuckDBTarget(options: DuckDBTargetOptions): Promise<DuckDBTarget> {
  const settings = instanceSettings(options)
  try {
    const child = await DuckDBChild.start(settings)
    const version = await child.run('SELECT version()')
    return new DuckDBTarget(options, settings, { child, version: firstCell(version) })
  } catch (error) {
    throw new UsageError(
      `DuckDB does not start: ${(error as Error).message}`,
      'Check the settings of the reference.',
    )
  }
}

function instanceSettings(options: DuckDBTargetOptions): InstanceSettings {
  const { threads, extensionDirectory, settings = {}, reusesPrepared = false } = options
  const { extensions } = options
  return {
    creation: {
      ...(extensions === undefined ? {} : UNSIGNED),
      ...(threads === undefined ? {} : { threads: String(threads) }),
      ...(extensionDirectory === undefined ? {} : { extension_directory: extensionDirectory }),
    },
    global: Object.fromEntries(Object.entries(settings).map(([k, v]) => [k, String(v)])),
    reusesPrepared,
    extensions,
  }
}

/** Extensions that somebody built, and no others. */
const UNSIGNED = {
  allow_unsigned_extensions: 'true',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
}

function firstCell(outcome: Outcome): string {
  return (outcome.kind === 'rows' ? outcome.rows[0]?.[0] : undefined) ?? 'unknown'
}

/** What belongs to one scope between reset and clean. */
interface OpenScope {
  readonly binder: Binder
  readonly sessions: Set<DuckDBSession>
}

export class DuckDBTarget implements Target {
  readonly facts: TargetFacts
  private child: DuckDBChild
  private readonly statementLog: StatementLog
  private readonly scopes = new Map<string, OpenScope>()
  private readonly lost: Incident[] = []
  private starting: Promise<void> | undefined
  /** Set while the instance is replaced by a fresh one. */
  private renewing: Promise<void> | undefined
  private sessionCount = 0
  /** Set when a scope could not be cleaned; the next renewal makes a fresh instance whatever it finds. */
  private mustRenew = false

  constructor(
    private readonly options: DuckDBTargetOptions,
    private readonly settings: InstanceSettings,
    { child, version }: { readonly child: DuckDBChild; readonly version: string },
  ) {
    this.child = child
    this.statementLog = new StatementLog(join(options.directory, `${options.name}.last.sql`))
    const { name, label = name } = options
    const nodes = [name]
    this.facts = { name: label, version, profile: 'duckdb', address: 'in process', nodes }
  }

  /** Statements that took the process down, or that had to be ended with it, in order. */
  get incidents(): readonly Incident[] {
    return this.lost
  }

  /** How often the process was lost in the middle of a statement. */
  get lostCount(): number {
    return this.lost.length
  }

  /** The process that holds the instance now, for those who want to see it fail. */
  get processId(): number | undefined {
    return this.child.pid
  }

  async reset(scope: Scope): Promise<void> {
    this.scopeOf(scope) // Registered first: while a scope is there, nobody renews the instance under it.
    await this.renewing
    await this.revive()
    const made = await this.child
      .run(`CREATE SCHEMA ${quoteIdentifier(scope.schema)}`)
      .catch((error: Error) => ({ kind: 'error' as const, message: error.message }))
    if (made.kind === 'error') throw new TargetLost(this.options.name, made.message)
  }

  async open(_node: NodeChoice, scope: Scope): Promise<Session> {
    const { binder, sessions } = this.scopeOf(scope)
    this.sessionCount += 1
    const number = this.sessionCount
    const session: DuckDBSession = new DuckDBSession(number, {
      child: this.child,
      binder,
      interruptGraceMs: this.options.interruptGraceMs ?? INTERRUPT_GRACE_MS,
      log: (n, statement) => this.statementLog.write(`${scope.schema}/${n}`, statement),
      onIncident: (incident) => this.lost.push(incident),
      onClose: () => sessions.delete(session),
    })
    sessions.add(session)
    // On a process that died, the session says so itself.
    await this.child
      .request({ op: 'open', session: number, schema: scope.schema })
      .catch((error: Error) => {
        if (error.name !== 'ChildDied') throw new TargetLost(this.options.name, error.message)
      })
    return session
  }

  /** A statement of this program's own, with the scope's placeholders. Throws TargetLost when the process is gone. */
  async administer(sql: string, scope: Scope): Promise<Outcome> {
    const { binder } = this.scopeOf(scope)
    try {
      return binder.redactOutcome(await this.child.run(binder.bind(sql)))
    } catch (error) {
      throw new TargetLost(this.options.name, (error as Error).message)
    }
  }

  /** What a loaded extension calls its version; undefined for one that is not loaded. */
  async loadedVersion(extension: string): Promise<string | undefined> {
    const found = await this.child.run(
      `SELECT extension_version FROM duckdb_extensions() WHERE loaded AND extension_name = ${quoteString(extension)}`,
    )
    return found.kind === 'rows' ? (found.rows[0]?.[0] ?? undefined) : undefined
  }

  async state({ schema }: Scope): Promise<readonly (StateReport | StateUnavailable)[]> {
    const node = this.options.name
    try {
      const mayHaveMacros = this.scopes.get(schema)?.binder.mayHaveMacros ?? true
      return [await readState(node, { schema, mayHaveMacros }, (sql) => this.child.run(sql))]
    } catch (error) {
      return [{ node, kind: 'unavailable', reason: (error as Error).message }]
    }
  }

  async clean(scope: Scope): Promise<void> {
    const open = this.scopes.get(scope.schema)
    for (const session of [...(open?.sessions ?? [])]) await session.close()
    open?.binder.removeDirectories()
    this.scopes.delete(scope.schema)
    if (this.child.death !== undefined) return // The instance is gone, and the scope with it.
    await this.dropScope(scope.schema).catch(() => undefined) // A process that dies here has nothing left to drop.
  }

  /** As database files in `folder`: nobody else reaches a database in the memory of a process. */
  async keep(scope: Scope, folder: string, { isCopy } = { isCopy: false }): Promise<Kept> {
    const kept =
      this.child.death === undefined
        ? await keepAsFiles(scope.schema, { folder, name: this.options.name }, (sql) =>
            this.child.run(sql),
          ).catch((error: Error) => nothingKept(error.message))
        : nothingKept(this.child.death)
    if (!isCopy) await this.clean(scope)
    return kept
  }

  async close(): Promise<void> {
    await this.child.kill('the target was closed')
    for (const { binder } of this.scopes.values()) binder.removeDirectories()
    this.statementLog.close()
  }

  private scopeOf({ schema }: Scope): OpenScope {
    const known = this.scopes.get(schema)
    if (known) return known
    const { directory, secrets, name } = this.options
    const binder = new Binder(schema, {
      files: { kind: 'shared', directory: join(directory, name) },
      secrets,
    })
    const scope: OpenScope = { binder, sessions: new Set() }
    this.scopes.set(schema, scope)
    return scope
  }

  private async dropScope(schema: string): Promise<void> {
    const prefix = quoteString(`${schema}_`)
    const found = await this.child.run(`
      SELECT 'DETACH DATABASE', database_name, NULL FROM duckdb_databases()
      WHERE starts_with(database_name, ${prefix})
      UNION ALL
      SELECT 'DROP SCHEMA', database_name, schema_name FROM duckdb_schemas()
      WHERE NOT starts_with(database_name, ${prefix})
        AND (schema_name = ${quoteString(schema)} OR starts_with(schema_name, ${prefix}))`)
    if (found.kind !== 'rows') this.renewLater()
    for (const [verb, database, name] of found.kind === 'rows' ? found.rows : []) {
      const outcome = await this.child.run(
        name === null || name === undefined
          ? `${verb} ${quoteIdentifier(database as string)}`
          : `${verb} ${quoteIdentifier(database as string)}.${quoteIdentifier(name)} CASCADE`,
      )
      if (outcome.kind === 'error') this.renewLater()
    }
    await this.renew()
  }

  private renewLater(): void {
    this.mustRenew = true
  }

  private async renew(): Promise<void> {
    if (this.scopes.size > 0) return
    const isForced = this.mustRenew
    this.mustRenew = false
    this.renewing = this.child
      .request({ op: 'renew', isForced })
      .then(() => undefined)
      .finally(() => {
        this.renewing = undefined
      })
    await this.renewing
  }

  /** Starts the process again when it died; everybody who needs it waits for the same start. */
  private async revive(): Promise<void> {
    if (this.child.death === undefined) return
    this.starting ??= this.restart().finally(() => {
      this.starting = undefined
    })
    await this.starting
  }

  private async restart(): Promise<void> {
    let reason = ''
    const death = this.child.death ?? 'it ended'
    for (let attempt = 0; attempt < START_ATTEMPTS_MAX; attempt += 1) {
      try {
        this.child = await DuckDBChild.start(this.settings)
        this.options.onReplaced?.(death)
        return
      } catch (error) {
        reason = (error as Error).message
      }
    }
    throw new TargetLost(this.options.name, `the process does not start again: ${reason}`)
  }
}
