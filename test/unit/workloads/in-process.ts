import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { ErrorClass } from '../../../src/model/error-class.js'
import type { Plan } from '../../../src/model/plan.js'
import type { Statement } from '../../../src/model/statement.js'
import { classOfDuckDBError } from '../../../src/sql/duckdb-error.js'
import { bindPlaceholders, resolvePlaceholder } from '../../../src/sql/placeholders.js'

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
    this.sessions.get(name)?.closeSync()
    this.sessions.delete(name)
  }

  private async send(name: string, sent: Statement): Promise<Answer> {
    const { sql, params, expect } = sent
    const connection = this.sessions.get(name)
    if (!connection) throw new Error(`session ${name} is not open`)
    const bound = bindPlaceholders(sql, (placeholder) =>
      resolvePlaceholder(placeholder, {
        schema: SCOPE,
        directory: () => this.files,
        secret: () => undefined,
      }),
    )
    try {
      const texts = params.map(({ text }) => text)
      const result = await (texts.length > 0 ? connection.run(bound, texts) : connection.run(bound))
      const rows = (await result.getRowsJson()).map((row) => JSON.stringify(row))
      if (sent.compare?.rows === 'bag') rows.sort()
      return { sql, expect, got: 'ok', detail: `${result.rowsChanged} ${rows.join()}` }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      const detail = message.replaceAll(this.files, '<files>')
      return { sql, expect, got: classOfDuckDBError(message), detail }
    }
  }
}
