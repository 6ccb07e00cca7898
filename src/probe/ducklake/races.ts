import { setTimeout as pause } from 'node:timers/promises'
import type { Outcome } from '../../model/outcome.js'
import { type Asked, answered, type Need } from './need.js'
import { type Clients, cell, isFine, lastOf, say, sayAll, told } from './talk.js'

/** A writer that waits for another's key has begun to do so by then. */
const BEGINS_TO_WAIT_MS = 300

/** The words for which a client tries again, in the lower-cased text of an error. */
const RETRY_WORDS = ['primary key', 'unique', 'conflict', 'concurrent']
const RACE_SQLSTATES = ['23505', '40001']

const HELD: Asked = {
  group: 'commits',
  what: 'primary keys are held, one of two commits wins',
  consequence:
    'two clients commit one snapshot id: both believe that they have committed, and the catalog is corrupt',
}
const NO_TRACE: Asked = {
  group: 'commits',
  what: 'the commit that lost leaves nothing',
  consequence:
    'rows of a commit that its client takes for failed stay, and come again with its next attempt',
}
const WORDS: Asked = {
  group: 'commits',
  what: `the loser is told so in one of the words ${RETRY_WORDS.join(', ')}`,
  consequence: 'a client does not try again: its user gets the error, and the commit is lost',
}
const SQLSTATE: Asked = {
  group: 'commits',
  what: `the loser is told so with SQLSTATE ${RACE_SQLSTATES.join(' or ')}`,
  consequence:
    'drivers and proxies that go by SQLSTATE give up; a DuckLake client goes by the text alone',
}

/** Two writers of one snapshot id, who meet in both ways: one behind the other's commit, and both before any commit. */
export async function raceNeeds(clients: Clients): Promise<readonly Need[]> {
  const behind = await meetBehind(clients, 1)
  const abreast = await meetAbreast(clients, 2)
  const races = [behind, abreast]
  const counts = await Promise.all([1, 2].map((id) => rowsOf(clients, 'ge_snapshot', id)))
  const strays = await Promise.all([1, 2].map((id) => rowsOf(clients, 'ge_change', id)))
  const isHeld = counts.every((count) => count === '1') && races.every((lost) => !isFine(lost))
  const kept = `${counts.join(' and ')} rows with one id, the second writer: ${races.map(told).join('; ')}`
  const errors = races.filter((lost) => lost.kind === 'error')
  return [
    answered(HELD, isHeld, kept),
    answered(
      NO_TRACE,
      strays.every((count) => count === '1'),
      `${strays.join(' and ')} rows of one commit`,
    ),
    answered(
      WORDS,
      errors.length === races.length && errors.every(hasWord),
      races.map(told).join('; '),
    ),
    answered(
      SQLSTATE,
      errors.length === races.length && errors.every(hasState),
      races.map(stateOf).join(', '),
    ),
  ]
}

/** The second one writes when the first has committed, in a transaction that does not see it. */
async function meetBehind({ a, b, begin }: Clients, id: number): Promise<Outcome> {
  await sayAll(a, [begin, LATEST])
  await sayAll(b, [begin, LATEST])
  await sayAll(a, [...commitOf(id, 'a'), 'COMMIT'])
  const lost = await sayAll(b, [...commitOf(id, 'b'), 'COMMIT'])
  await say(b, 'ROLLBACK')
  return lost
}

/** Both write, then both commit. Where writers of one key wait for each other, the second waits for the first one's commit. */
async function meetAbreast({ a, b, begin }: Clients, id: number): Promise<Outcome> {
  await sayAll(a, [begin, LATEST])
  await sayAll(b, [begin, LATEST])
  await sayAll(a, commitOf(id, 'a'))
  const writing = sayAll(b, commitOf(id, 'b'))
  await Promise.race([writing, pause(BEGINS_TO_WAIT_MS)])
  await say(a, 'COMMIT')
  const written = await writing
  const lost = isFine(written) ? lastOf(await say(b, 'COMMIT')) : written
  await say(b, 'ROLLBACK')
  return lost
}

const LATEST = 'SELECT MAX(snapshot_id) FROM ge_snapshot'

function commitOf(id: number, author: string): readonly string[] {
  return [
    `INSERT INTO ge_change VALUES (${id}, '${author}')`,
    `INSERT INTO ge_snapshot VALUES (${id}, 0)`,
  ]
}

async function rowsOf({ a }: Clients, table: string, id: number): Promise<string> {
  return (await cell(a, `SELECT COUNT(*) FROM ${table} WHERE snapshot_id = ${id}`)) ?? 'no'
}

function hasWord(outcome: Outcome): boolean {
  const text = outcome.kind === 'error' ? outcome.message.toLowerCase() : ''
  return RETRY_WORDS.some((word) => text.includes(word))
}

function hasState(outcome: Outcome): boolean {
  return outcome.kind === 'error' && RACE_SQLSTATES.includes(outcome.sqlstate ?? '')
}

function stateOf(outcome: Outcome): string {
  if (isFine(outcome)) return 'no error'
  return outcome.kind === 'error' ? (outcome.sqlstate ?? 'none') : told(outcome)
}
