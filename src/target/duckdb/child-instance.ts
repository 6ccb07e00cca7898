import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { quoteIdentifier, quoteString } from '../../sql/identifiers.js'
import { splitStatements } from '../../sql/split.js'
import { ParameterBinder } from './bind-parameters.js'
import { keepByteOrderMarks } from './byte-order-mark.js'
import { ChildSession } from './child-session.js'
import type { InstanceSettings } from './protocol.js'
import { verbOf } from './transaction.js'

/** Statements after which other cases would not find the instance as it was made. */
const CHANGES_SETTINGS = new Set(['SET', 'RESET', 'PRAGMA', 'LOAD', 'INSTALL'])
/** `CALL enable_logging()` and its like are settings, too. */
const SWITCHES = /^call\s+(?:en|dis)able_/i
const MAY_LEAVE_THINGS = /^(?:attach|create\b.*\b(?:schema|main|secret|memory)\b)/is

/** One DuckDB in memory, with a connection for this program's own statements and one for casts. */
export class ChildInstance {
  /** Set when a plan's statement may have changed what every case shares. */
  private isChanged = false
  private mayHaveLeft = false
  readonly binder: ParameterBinder

  private constructor(
    private readonly instance: DuckDBInstance,
    readonly admin: DuckDBConnection,
    private readonly casts: DuckDBConnection,
    readonly settings: InstanceSettings,
  ) {
    this.binder = new ParameterBinder(casts)
  }

  static async create(settings: InstanceSettings): Promise<ChildInstance> {
    keepByteOrderMarks()
    const instance = await DuckDBInstance.create(':memory:', { ...settings.creation })
    const admin = await instance.connect()
    await admin.run("SET GLOBAL TimeZone = 'UTC'")
    for (const file of settings.extensions ?? []) await admin.run(`LOAD ${quoteString(file)}`)
    for (const [name, value] of Object.entries(settings.global))
      await admin.run(`SET GLOBAL ${name} = ${quoteString(value)}`)
    return new ChildInstance(instance, admin, await instance.connect(), settings)
  }

  async open(schema: string): Promise<ChildSession> {
    const connection = await this.instance.connect()
    await connection.run("SET TimeZone = 'UTC'")
    await connection.run(`SET search_path = ${quoteString(quoteIdentifier(schema))}`)
    const { reusesPrepared } = this.settings
    return new ChildSession(connection, { binder: this.binder, reusesPrepared })
  }

  /** Looks at what a plan sends, to know whether the next case needs a fresh instance. */
  watch(sql: string): void {
    if (this.isChanged) return
    for (const { text } of splitStatements(sql)) {
      if (CHANGES_SETTINGS.has(verbOf(text)) || SWITCHES.test(text)) this.isChanged = true
      if (MAY_LEAVE_THINGS.test(text)) this.mayHaveLeft = true
    }
  }

  /** The instance for the next case: this one, or a fresh one when a plan left something that others could see. */
  async renewed(isForced: boolean): Promise<ChildInstance> {
    const isDirty = isForced || this.isChanged || (this.mayHaveLeft && (await this.hasLeftovers()))
    this.mayHaveLeft = false
    if (!isDirty) return this
    this.close()
    return ChildInstance.create(this.settings)
  }

  close(): void {
    this.casts.closeSync()
    this.admin.closeSync()
    this.instance.closeSync()
  }

  private async hasLeftovers(): Promise<boolean> {
    const result = await this.admin.run(`
      SELECT (SELECT count(*) FROM duckdb_databases() WHERE NOT internal AND database_name <> 'memory')
           + (SELECT count(*) FROM duckdb_schemas() WHERE NOT internal AND schema_name <> 'main')
           + (SELECT count(*) FROM duckdb_tables() WHERE NOT internal)
           + (SELECT count(*) FROM duckdb_views() WHERE NOT internal)
           + (SELECT count(*) FROM duckdb_secrets())`)
    return result.getChunk(0).getColumnVector(0).getItem(0) !== 0n
  }
}
