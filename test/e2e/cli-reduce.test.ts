import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newPlace, start, until } from './cli.js'

/** A setting that only the subject has: a difference that is always there. */
const SHOWS = "SELECT current_setting('debug_verify_vector')"
const ON_VECTORS = ['--subject', 'duckdb:perturbed=vectors', '--workers', '1']

test('reduce: interrupted, it prints the smallest case so far and keeps what it knows', async () => {
  const place = newPlace()
  const noise = Array.from({ length: 60 }, (_, n) => `CREATE TABLE t${n} (i INT);`)
  writeFileSync(join(place.folder, 'long.sql'), `${[...noise, SHOWS].join('\n')};\n`)
  const journals = join(place.folder, 'reports', 'reductions')
  const answers = () =>
    existsSync(journals)
      ? readdirSync(journals).flatMap((file) =>
          readFileSync(join(journals, file), 'utf8').split('\n').slice(1, -1),
        )
      : []
  const running = start(place, ['reduce', 'long.sql', ...ON_VECTORS])
  await until(running, () => answers().length > 0 || undefined)
  running.kill('SIGINT')
  const first = await running.ended
  expect(first.code).toBe(130)
  expect(first.stdout).toContain(SHOWS)
  expect(first.stderr).toContain('not minimal, it was stopped before')
  expect(first.stderr).toContain(`to go on: goldeneye reduce long.sql ${ON_VECTORS.join(' ')}`)
  const known = answers().length
  // Answers that a reduction goes on from: test/unit/reduce/speculation.test.ts holds that it ends alike.
  expect(known).toBeGreaterThan(0)
})
