import { chmodSync, readdirSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { findPostgres } from '../../src/target/postgres/binaries.js'
import { expectMistake, goldeneye, newPlace, type Place, start, untilCases } from './cli.js'

const found = findPostgres({ path: process.env.PATH })

/** In place of root another user runs PostgreSQL, and has to get there. */
function reachablePlace(): Place {
  const place = newPlace()
  chmodSync(place.folder, 0o711)
  chmodSync(place.temporary, 0o1777)
  return place
}

function servers(place: Place): readonly string[] {
  return readdirSync(place.temporary).filter((name) => name.startsWith('goldeneye-postgres-'))
}

const cluster = found.kind === 'found' ? test : test.skip
if (found.kind === 'none') process.stderr.write(`SKIPPED: --subject postgres; ${found.reason}\n`)

cluster('a PostgreSQL cluster is started for a run, and is gone however the run ends', async () => {
  const place = reachablePlace()
  const args = ['run', 'protocol-states', '--seed', '1', '--subject', 'postgres']
  const running = start(place, [...args, '--duration', '10m'])
  await untilCases(place, running, 2)
  expect(servers(place)).toHaveLength(1)
  running.kill('SIGKILL')
  await running.ended
  while (servers(place).length > 0) await pause(20)
})

test('a folder without PostgreSQL', async () => {
  const place = newPlace()
  const args = ['run', '--subject', 'postgres:sync', '--postgres-dir', place.folder, '--cases', '1']
  expectMistake(place, await goldeneye(place, args), {
    says: 'The target postgres:sync cannot be started: there is no PostgreSQL in ',
    next: 'give the folder that holds bin/initdb and bin/postgres',
  })
})
