import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBPreparedStatement,
} from '@duckdb/node-api'
import type { ErrorClass } from '../../../src/model/error-class.js'
import type { Plan } from '../../../src/model/plan.js'
import type { Statement } from '../../../src/model/statement.js'
import { classOfDuckDBError } from '../../../src/sql/duckdb-error.js'
import { bindPlaceholders, resolvePlaceholder } from '../../../src/sql/placeholders.js'
import { splitStatements } from '../../../src/sql/split.js'

/** What a statement answered, as text that two runs can be compared by. */
export interface Answer {
  readonly sql: string
  readonly expect: ErrorClass | 'ok' | undefined
  /** `ok`, or the class of the error. */
  readonly got: ErrorClass | 'ok'
  readonly detail: string
}

const SCHEMA = 'case'
const SCOPE = `${SCHEMA}_0`

/** Runs plans on one fresh DuckDB in this process: enough to see what DuckDB says, and no more. */
export async function runInProcess(plan: Plan): Promise<readonly Answer[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const files = mkdtempSync(join(tmpdir(), 'goldeneye-workload-'))
  try {
    return await new Runner(instance, files).run(plan)
  } finally {
    instance.closeSync()
    rmSync(files, { recursive: true })
  }
}

class Runner {
  private readonly sessions = new Map<string, DuckDBConnection>()
  private readonly prepared = new Map<string, DuckDBPreparedStatement>()
  constructor(
    private readonly instance: DuckDBInstance,
    private readonly files: string,
  ) {}

  async run(plan: Plan): Promise<readonly Answer[]> {
    const first = await this.instance.connect()
    await first.run(`CREATE SCHEMA ${SCOPE}`)
    for (const { name } of plan.sessions) await this.open(name)
    const answers: Answer[] = []
    for (const step of plan.steps) {
      if (step.kind === 'open') await this.open(step.session)
      else if (step.kind === 'close') this.close(step.session)
      else if (step.kind === 'statement')
        answers.push(await this.send(step.session, step.statement))
    }
    for (const name of [...this.sessions.keys()]) this.close(name)
    first.closeSync()
    return answers
  }

  private async open(name: string): Promise<void> {
    const connection = await this.instance.connect()
    await connection.run(`USE memory.${SCOPE}`)
    this.sessions.set(name, connection)
  }

  private close(name: string): void {
    for (const [key, prepared] of this.prepared) {
      if (!key.startsWith(`${name}\n`)) continue
      prepared.destroySync()
      this.prepared.delete(key)
    }
    this.sessions.get(name)?.closeSync()
    this.sessions.delete(name)
  }

  private async send(name: string, sent: Statement): Promise<Answer> {
    const { sql, expect } = sent
    const connection = this.connection(name)
    const bound = bindPlaceholders(sql, (placeholder) =>
      resolvePlaceholder(placeholder, {
        schema: SCOPE,
        directory: () => this.files,
        secret: () => undefined,
      }),
    )
    const cancel = cancelLater(connection, sent.wire?.cancelAfterMs)
    try {
      return { sql, expect, got: 'ok', detail: await this.answer(name, { ...sent, sql: bound }) }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      const detail = message.replaceAll(this.files, '<files>')
      return { sql, expect, got: classOfDuckDBError(message), detail }
    } finally {
      clearTimeout(cancel)
    }
  }

  /** Rows and counts as text. Only what the statement's delivery changes in process is looked at. */
  private async answer(name: string, sent: Statement): Promise<string> {
    const texts = splitStatements(sent.sql)
    if (texts.length === 0) return 'nothing'
    if (sent.wire?.describeOnly) return this.describe(name, sent.sql)
    if (sent.delivery !== 'pipeline' || sent.wire?.sync !== 'each') return this.runOnce(name, sent)
    const answers: string[] = []
    const failures: unknown[] = []
    for (const { text } of texts) {
      const one = this.runOnce(name, { ...sent, sql: text })
      await one.then(
        (answer) => answers.push(answer),
        (error) => failures.push(error),
      )
    }
    if (failures.length > 0) throw failures[0]
    return answers.join('; ')
  }

  private async describe(name: string, sql: string): Promise<string> {
    const prepared = await this.connection(name).prepare(sql)
    const described = `${prepared.parameterCount} parameters`
    prepared.destroySync()
    return described
  }

  private async runOnce(
    name: string,
    { sql, params, delivery, compare }: Statement,
  ): Promise<string> {
    const connection = this.connection(name)
    const texts = params.map(({ text }) => text)
    const result =
      delivery === 'prepared'
        ? await runBound(await this.named(name, sql), texts)
        : await (texts.length > 0 ? connection.run(sql, texts) : connection.run(sql))
    const rows = (await result.getRowsJson()).map((row) => JSON.stringify(row))
    if (compare?.rows === 'bag') rows.sort()
    return `${result.rowsChanged} ${rows.join()}`
  }

  /** Prepared once for each text in a session. */
  private async named(name: string, sql: string): Promise<DuckDBPreparedStatement> {
    const key = `${name}\n${sql}`
    const known = this.prepared.get(key) ?? (await this.connection(name).prepare(sql))
    this.prepared.set(key, known)
    return known
  }

  private connection(name: string): DuckDBConnection {
    const connection = this.sessions.get(name)
    if (!connection) throw new Error(`session ${name} is not open`)
    return connection
  }
}

function runBound(prepared: DuckDBPreparedStatement, texts: readonly (string | null)[]) {
  for (const [index, text] of texts.entries()) {
    if (text === null) prepared.bindNull(index + 1)
    else prepared.bindVarchar(index + 1, text)
  }
  return prepared.run()
}

function cancelLater(connection: DuckDBConnection, afterMs: number | undefined) {
  return afterMs === undefined ? undefined : setTimeout(() => connection.interrupt(), afterMs)
}
