import { type Asked, answered, type Need } from './need.js'
import { type Clients, cell, say } from './talk.js'

const NUMBER: Asked = {
  group: 'commits',
  what: "a quoted number is compared with BIGINT as a number, '9' < '10'",
  consequence:
    'a client that pushes filters down misses files and tables of every snapshot from 10 on',
}
const NAMES: Asked = {
  group: 'commits',
  what: 'names and texts keep their case, their quotes and their other letters',
  consequence: 'tables and columns are not found again under the names that they were given',
}

const NAME = `we'ird "S\u00e9é, a.B`

/** What values have to keep. */
export async function valueNeeds({ a }: Clients): Promise<readonly Need[]> {
  await say(a, 'INSERT INTO ge_snapshot VALUES (9, 9), (10, 10)')
  const smaller = `SELECT COUNT(*) FROM ge_snapshot WHERE "next_id" >= '9' AND "next_id" <= '10'`
  const found = await cell(a, smaller)
  const quoted = NAME.replaceAll("'", "''")
  await say(a, `INSERT INTO ge_change VALUES (500, '${quoted}')`)
  const name = await cell(a, 'SELECT author FROM ge_change WHERE snapshot_id = 500')
  return [
    answered(NUMBER, found === '2', `${found} of 2 rows are between '9' and '10'`),
    answered(NAMES, name === NAME, `${NAME} came back as ${name}`),
  ]
}
