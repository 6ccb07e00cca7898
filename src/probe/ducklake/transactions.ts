import { type Asked, answered, type Need } from './need.js'
import { type Clients, cell, isFine, lastOf, say, sayAll, told } from './talk.js'

const REPEATABLE: Asked = {
  group: 'commits',
  what: 'a transaction reads one state of the catalog',
  consequence: 'a client reads its catalog at one snapshot and its files at another',
}
const BATCH: Asked = {
  group: 'commits',
  what: 'a batch that fails leaves neither rows nor tables',
  consequence: 'half of a commit stays in the catalog, under a snapshot that is not there',
}
const HOLLOW: Asked = {
  group: 'commits',
  what: 'COMMIT of a failed transaction is no commit',
  consequence: 'a client believes that it has committed what was rolled back',
}
const PROBE: Asked = {
  group: 'commits',
  what: 'the probe of a missing table',
  consequence:
    'clients are made for both: those of DuckDB catalogs go on in the transaction, those of PostgreSQL ask pg_catalog instead',
}
const NOW: Asked = {
  group: 'commits',
  what: 'NOW() is one moment in a transaction',
  consequence:
    'the rows of one commit carry several times: expiry and clean-up by time take a part of it',
}

/** What a transaction keeps, gives back and promises. */
export async function transactionNeeds(clients: Clients): Promise<readonly Need[]> {
  return [
    await repeatable(clients),
    await batch(clients),
    await hollow(clients),
    await probe(clients),
    await now(clients),
  ]
}

async function repeatable({ a, b, begin }: Clients): Promise<Need> {
  const count = 'SELECT COUNT(*) FROM ge_change'
  await say(a, begin)
  const before = await cell(a, count)
  await say(b, "INSERT INTO ge_change VALUES (100, 'b')")
  const after = await cell(a, count)
  await say(a, 'COMMIT')
  return answered(
    REPEATABLE,
    before !== undefined && before === after,
    `${before} rows, then ${after}`,
  )
}

async function batch({ a, b, begin }: Clients): Promise<Need> {
  await say(a, begin)
  const text = [
    'CREATE TABLE ge_inlined (row_id BIGINT)',
    "INSERT INTO ge_change VALUES (200, 'a')",
    'INSERT INTO ge_snapshot VALUES (300, 0)',
    'INSERT INTO ge_snapshot VALUES (300, 0)',
  ].join(';')
  const failed = lastOf(await say(a, text))
  await say(a, 'ROLLBACK')
  const rows = await cell(b, 'SELECT COUNT(*) FROM ge_change WHERE snapshot_id = 200')
  const table = lastOf(await say(b, 'SELECT row_id FROM ge_inlined'))
  const isGone = rows === '0' && table.kind === 'error' && !isFine(failed)
  const seen = `${told(failed)}; ${rows} rows are left, and the table is ${isFine(table) ? 'there' : 'not'}`
  return answered(BATCH, isGone, seen)
}

async function hollow({ a, begin }: Clients): Promise<Need> {
  await sayAll(a, [
    begin,
    'INSERT INTO ge_snapshot VALUES (400, 0)',
    'INSERT INTO ge_snapshot VALUES (400, 0)',
  ])
  const end = lastOf(await say(a, 'COMMIT'))
  await say(a, 'ROLLBACK')
  const rows = await cell(a, 'SELECT COUNT(*) FROM ge_snapshot WHERE snapshot_id = 400')
  const tag = end.kind === 'done' ? (end.tag ?? 'no tag') : told(end)
  const isHonest = end.kind === 'error' || (end.kind === 'done' && end.tag !== 'COMMIT')
  return answered(HOLLOW, isHonest && rows === '0', `${tag}; ${rows} rows of it are there`)
}

async function probe({ a, begin }: Clients): Promise<Need> {
  await say(a, begin)
  const { status } = await say(a, 'SELECT NULL FROM ge_missing LIMIT 1')
  const next = lastOf(await say(a, 'SELECT 1'))
  await say(a, 'ROLLBACK')
  const isAlive = isFine(next)
  const isConsistent = isAlive === (status === 'T')
  const seen = isAlive
    ? 'leaves its transaction alive, as in DuckDB'
    : 'fails its transaction, as in PostgreSQL'
  return isConsistent
    ? { ...PROBE, state: 'other', seen }
    : answered(
        PROBE,
        false,
        `the status byte says ${status}, and the next statement: ${told(next)}`,
      )
}

async function now({ a, begin }: Clients): Promise<Need> {
  const insert = (id: number) => `INSERT INTO ge_moment VALUES (${id}, NOW())`
  const made = await sayAll(a, [begin, insert(1), insert(2), 'COMMIT'])
  await say(a, 'ROLLBACK')
  const moments = await cell(a, 'SELECT COUNT(DISTINCT moment) FROM ge_moment')
  return answered(NOW, moments === '1', isFine(made) ? `${moments} moments` : told(made))
}
