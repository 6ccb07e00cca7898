/**
 * The part of an exported script that is the same in every one: both sides, one step after the other, and the
 * comparison (script-comparison.ts). It is JavaScript, so that the script needs nothing but `pg` and `@duckdb/node-api`. What stands before it
 * defines TITLE, SESSIONS, STEPS, OIDS.
 */
export const SCRIPT_RUNTIME = String.raw`
const TIMEOUT_MS = 30_000
const ROWS_SHOWN_MAX = 20
const SCHEMA = 'goldeneye_script_' + process.pid

async function main() {
  const url = process.argv[2]
  const folder = mkdtempSync(join(tmpdir(), 'goldeneye-script-'))
  const sides = [new DuckDBSide(join(folder, 'duckdb')), new PgSide(join(folder, 'endpoint'), url)]
  console.log(TITLE)
  try {
    for (const side of sides) await side.begin()
  } catch (error) {
    console.error('cannot begin: ' + error.message)
    console.error('usage: node <this file> [postgres://user@host:5432/db]')
    console.error('       or set PGHOST, PGPORT, PGUSER, PGDATABASE')
    for (const side of sides) await side.end()
    return 2
  }
  try {
    const parted = (await runSteps(sides)) + (await compareTables(sides))
    const places = parted + (parted === 1 ? ' place.' : ' places.')
    console.log(parted === 0 ? '\nBoth answer alike.' : '\nThey differ in ' + places)
    return parted === 0 ? 0 : 1
  } finally {
    for (const side of sides) await side.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runSteps(sides) {
  let parted = 0
  for (const [index, step] of STEPS.entries()) {
    const head = 'step ' + (index + 1) + ' of ' + STEPS.length + ', session ' + step.session + ': '
    console.log('\n' + head + (step.sql ?? step.does) + (step.note ? '   (' + step.note + ')' : ''))
    if (step.skip) {
      console.log('  left out: ' + step.skip)
      continue
    }
    const answers = []
    for (const side of sides) answers.push(await side.step(step))
    if (step.sql === undefined) continue
    answers.forEach((answer, at) => print(sides[at].name, answer))
    const difference = compareSteps(answers[0], answers[1], step)
    if (difference === undefined) continue
    parted += 1
    console.log('  THEY DIFFER: ' + difference)
  }
  return parted
}

/** What the steps have left in the schema, table by table. */
async function compareTables(sides) {
  let parted = 0
  for (const table of await sides[0].tables()) {
    const step = { sql: 'FROM ' + table, rows: ['bag'], count: 1, params: [], how: 'simple' }
    const [left, right] = [await sides[0].read(table), await sides[1].read(table)]
    const difference = compareSteps(left, right, step)
    if (difference === undefined) continue
    parted += 1
    console.log('\nat the end, table ' + table)
    print(sides[0].name, left)
    print(sides[1].name, right)
    console.log('  THEY DIFFER: ' + difference)
  }
  return parted
}

// ---- placeholders: a schema, folders and secrets of this run ----------------------------------

const PLACEHOLDER = /\$\{(?:(schema)|(schema|db|dir|secret):([a-z][a-z0-9_]*))\}/g

function bind(text, folder) {
  return text.replace(PLACEHOLDER, (_, bare, kind, name) => {
    if (bare) return SCHEMA
    if (kind === 'dir') return madeFolder(join(folder, name))
    if (kind !== 'secret') return SCHEMA + '_' + name
    const variable = 'GOLDENEYE_SECRET_' + name.toUpperCase()
    if (env[variable] === undefined) throw new Error('set ' + variable)
    return env[variable]
  })
}

function madeFolder(path) {
  mkdirSync(path, { recursive: true })
  return path
}

/** Puts placeholders back into what a side answers, because the two sides differ in them. */
function unbind(text, folder) {
  return text === null ? null : text.replaceAll(folder, '<folder>')
}

function madeNames(kind) {
  const texts = STEPS.map((step) => step.sql ?? '').join('\n')
  const found = [...texts.matchAll(PLACEHOLDER)].filter((one) => one[2] === kind)
  return [...new Set(found.map((one) => SCHEMA + '_' + one[3]))]
}

const quoted = (name) => '"' + name.replaceAll('"', '""') + '"'

// ---- standalone DuckDB, in this process --------------------------------------------------------

class DuckDBSide {
  name = 'DuckDB  '
  sessions = new Map()

  constructor(folder) {
    this.folder = folder
  }

  async begin() {
    this.instance = await DuckDBInstance.create(':memory:')
    this.admin = await this.instance.connect()
    await this.admin.run('CREATE SCHEMA ' + quoted(SCHEMA))
    for (const session of SESSIONS) await this.open(session)
  }

  async open(session) {
    const connection = await this.instance.connect()
    await connection.run("SET TimeZone = 'UTC'")
    await connection.run("SET search_path = '" + SCHEMA + "'")
    this.sessions.set(session, connection)
  }

  async step(step) {
    if (step.does === 'open') return this.open(step.session)
    if (step.does === 'close') return this.sessions.get(step.session)?.closeSync()
    return inTime(this.answers(this.sessions.get(step.session), step))
  }

  async answers(connection, step) {
    const sql = bind(step.sql, this.folder)
    const answers = []
    try {
      const statements = step.count > 1 ? await connection.extractStatements(sql) : undefined
      for (let at = 0; at < step.count; at += 1) {
        const params = paramsOf(step, at)
        const isPlain = statements === undefined && params.length === 0
        if (isPlain) answers.push(this.read_(await connection.run(sql)))
        if (isPlain) continue
        const prepared = statements ? await statements.prepare(at) : await connection.prepare(sql)
        if (params.length > 0) prepared.bind(...(await this.typed(params)))
        answers.push(this.read_(await prepared.run()))
      }
    } catch (error) {
      answers.push({ kind: 'error', message: unbind(error.message, this.folder) })
    }
    return Promise.all(answers)
  }

  /** DuckDB itself makes values of the texts of parameters. */
  async typed(params) {
    const casts = params.map(({ type }, at) => 'CAST($' + (at + 1) + '::VARCHAR AS ' + type + ')')
    const texts = params.map(({ text }) => (text === null ? null : bind(text, this.folder)))
    const result = await this.admin.run('SELECT ' + casts.join(', '), texts)
    return [(await result.getRows())[0], result.columnTypes()]
  }

  async read_(result) {
    const { returnType, rowsChanged, columnCount } = result
    if (returnType === ResultReturnType.CHANGED_ROWS) return { kind: 'done', affected: rowsChanged }
    if (returnType === ResultReturnType.NOTHING || columnCount === 0) return { kind: 'done' }
    const types = result.columnTypes().map(String)
    const columns = result.columnNames().map((name, at) => ({ name, type: types[at] }))
    const rows = (await result.getRows()).map((row) =>
      row.map((value) => (value === null ? null : unbind(textOf(value), this.folder))),
    )
    return { kind: 'rows', columns, rows }
  }

  async tables() {
    const result = await this.admin.run(
      "SELECT table_name FROM duckdb_tables() WHERE schema_name = '" + SCHEMA + "' ORDER BY ALL",
    )
    return (await result.getRows()).map(([name]) => quoted(SCHEMA) + '.' + quoted(name))
  }

  async read(table) {
    return inTime(this.answers(this.admin, { sql: 'FROM ' + table, count: 1, params: [] }))
  }

  async end() {
    this.instance?.closeSync()
  }
}

function textOf(value) {
  if (typeof value !== 'number') return String(value)
  return Object.is(value, -0) ? '-0' : String(value)
}

// ---- the endpoint, through pg -------------------------------------------------------------------

class PgSide {
  name = 'endpoint'
  sessions = new Map()

  constructor(folder, url) {
    this.folder = folder
    this.url = url
  }

  async begin() {
    this.admin = await this.connect()
    await this.admin.query('CREATE SCHEMA ' + quoted(SCHEMA))
    // Only PostgreSQL itself has this function; it is sent the words that steps have for it.
    const told = this.admin.query('SELECT pg_current_xact_id_if_assigned()')
    this.isPostgres = await told.then(() => true).catch(() => false)
    for (const session of SESSIONS) await this.open(session)
  }

  async connect() {
    const client = new pg.Client(this.url === undefined ? {} : { connectionString: this.url })
    client.on('error', () => undefined) // A lost connection is said by the statement that meets it.
    await client.connect()
    return client
  }

  async open(session) {
    const client = await this.connect()
    await client.query("SET TimeZone = 'UTC'").catch(() => undefined)
    await client.query("SET search_path = '" + SCHEMA + "'")
    this.sessions.set(session, client)
  }

  async step(step) {
    if (step.does === 'open') return this.open(step.session)
    if (step.does === 'close') return this.sessions.get(step.session)?.end()
    return inTime(this.answers(this.sessions.get(step.session), step))
  }

  async answers(client, step) {
    const isOne = step.how === 'simple' || step.parts === undefined
    const own = this.isPostgres ? step.postgres : undefined
    const texts = own !== undefined ? [own] : isOne ? [step.sql] : step.parts
    const answers = []
    for (const [at, text] of texts.entries()) {
      const values = paramsOf(step, at).map((param) =>
        param.text === null ? null : bind(param.text, this.folder),
      )
      try {
        const result = await client.query({
          text: bind(text, this.folder),
          ...(step.how === 'simple' ? {} : { queryMode: 'extended', values }),
          ...(step.how === 'named' ? { name: nameOf(text) } : {}),
          rowMode: 'array',
          types: { getTypeParser: () => String },
        })
        answers.push(...[result].flat().map((one) => this.read_(one)))
      } catch (error) {
        const message = unbind(error.message, this.folder)
        answers.push({ kind: 'error', message, code: error.code })
        break
      }
    }
    return answers
  }

  read_({ fields, rows, rowCount }) {
    if (fields.length === 0) return { kind: 'done', affected: rowCount ?? undefined }
    const columns = fields.map(({ name, dataTypeID }) => ({ name, oid: dataTypeID }))
    const unbound = rows.map((row) => row.map((cell) => unbind(cell, this.folder)))
    return { kind: 'rows', columns, rows: unbound }
  }

  async read(table) {
    return inTime(this.answers(this.admin, { sql: 'SELECT * FROM ' + table, how: 'simple' }))
  }

  async end() {
    for (const client of this.sessions.values()) await client.end().catch(() => undefined)
    const schemas = [...madeNames('schema'), SCHEMA].map(quoted)
    const drops = [
      ...madeNames('db').map((name) => 'DETACH DATABASE IF EXISTS ' + quoted(name)),
      ...schemas.map((name) => 'DROP SCHEMA IF EXISTS ' + name + ' CASCADE'),
    ]
    for (const sql of drops) await this.admin?.query(sql).catch(() => undefined)
    await this.admin?.end().catch(() => undefined)
  }
}

/** One prepared statement for each text in a session. */
function nameOf(text) {
  return 'goldeneye_' + createHash('md5').update(text).digest('hex')
}

/** Those of a step's parameters that its statement can name. */
function paramsOf(step, at) {
  const text = step.parts?.[at] ?? step.sql
  const last = Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map((found) => Number(found[1])))
  return step.parts === undefined ? (step.params ?? []) : (step.params ?? []).slice(0, last)
}

async function inTime(answers) {
  let timer
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve([{ kind: 'unknown' }]), TIMEOUT_MS)
  })
  return Promise.race([answers, late]).finally(() => clearTimeout(timer))
}
`
