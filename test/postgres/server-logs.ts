import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { beforeAll, expect, test } from 'vitest'
import { type LoadedCase, loadCase } from '../../src/corpus/load.js'
import { statementsOf } from '../../src/model/plan.js'
import type { Postgres } from './server.js'

/** The last text that is logged, so that the log is whole when it is there. */
const LAST = "SELECT 'the log ends here'"
const TEXT = "INSERT INTO logged\nVALUES (1, 'it''s, \"quoted\"')"

/** What two clients sent is read back from the logs that PostgreSQL itself has written of it. */
export function serverLogs(postgres: Postgres): void {
  const { host, port, user, database } = postgres.settings
  const folder = join(postgres.directory, 'data', 'log')

  beforeAll(async () => {
    const [one, two] = [0, 1].map(() => new pg.Client({ host, port, user, database })) as [
      pg.Client,
      pg.Client,
    ]
    await Promise.all([one.connect(), two.connect()])
    await one.query('CREATE TABLE logged (i INT PRIMARY KEY, t TEXT)')
    for (const client of [one, two]) await client.query("SET log_min_messages = 'error'")
    await one.query("SET log_statement = 'all'; SET log_duration = on")
    await two.query('SET log_min_duration_statement = 0')
    await one.query('BEGIN')
    await one.query(TEXT)
    await two.query({
      text: 'SELECT * FROM logged WHERE t = $1 OR i = $2',
      values: ["a'b\n", null],
    })
    await one.query('COMMIT')
    await one.query({ name: 'named', text: 'SELECT $1::INT', values: [7] })
    await expect(one.query(TEXT)).rejects.toThrow('duplicate key')
    await expect(two.query('SELEC 1')).rejects.toThrow('syntax error')
    await two.query(LAST)
    await Promise.all([one.end(), two.end()])
    await untilLogged(folder)
  })

  const formats = postgres.major < 15 ? ['.csv'] : ['.csv', '.json']
  test.each(formats)('%s: texts, sessions, parameters and errors', async (format) => {
    const { case: logged, skipped } = await loadCase(logOf(folder, format))
    const steps = logged.plan.steps.flatMap((step) =>
      step.kind === 'statement' ? [{ session: step.session, ...step.statement }] : [],
    )
    const own = steps.slice(steps.findIndex(({ sql }) => sql === 'BEGIN'))
    const clientOf = (session: string) => (session === own[0]?.session ? 'one' : 'two')
    expect(
      own.map(({ session, sql, delivery, expect: expected }) => [
        clientOf(session),
        delivery,
        sql,
        expected,
      ]),
    ).toEqual([
      ['one', 'simple', 'BEGIN', undefined],
      ['one', 'simple', TEXT, undefined],
      ['two', 'extended', "SELECT * FROM logged WHERE t = 'a''b\n' OR i = NULL", undefined],
      ['one', 'simple', 'COMMIT', undefined],
      ['one', 'extended', "SELECT '7'::INT", undefined],
      ['one', 'simple', TEXT, 'constraint'],
      ['two', 'simple', 'SELEC 1', 'parser'],
      ['two', 'simple', LAST, undefined],
    ])
    // The tests before these have their errors in the log.
    const examples = skipped.flatMap((skip) => skip.examples)
    expect(examples.filter((text) => text.includes('logged'))).toEqual([])
  })

  test.runIf(postgres.major >= 15)('both logs give the same case', async () => {
    const [csv, json] = (await Promise.all(
      ['.csv', '.json'].map((format) => loadCase(logOf(folder, format))),
    )) as [LoadedCase, LoadedCase]
    expect(statementsOf(csv.case.plan).length).toBeGreaterThan(8)
    expect(csv.case.plan.sessions).toEqual(json.case.plan.sessions)
    expect(statementsOf(csv.case.plan)).toEqual(statementsOf(json.case.plan))
  })
}

function logOf(folder: string, format: string): string {
  const name = readdirSync(folder).find((file) => file.endsWith(format))
  return join(folder, name ?? `there is no log${format}`)
}

/** The logs are written by a process of their own, which is a little behind. */
async function untilLogged(folder: string): Promise<void> {
  const isThere = (file: string) => readFileSync(join(folder, file), 'utf8').includes(LAST)
  const written = () => readdirSync(folder).filter((file) => /\.(?:csv|json)$/.test(file))
  while (written().length === 0 || !written().every(isThere)) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
