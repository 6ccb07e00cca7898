import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startServer } from '../unit/target/lab-server.js'
import { eventsOf, newPlace, type Place, type Running, start, until } from './cli.js'
import { descendants } from './processes.js'

const PASSWORD = 'correct-h0rse/staple'
const IN_A_URL = encodeURIComponent(PASSWORD)

interface Way {
  readonly name: string
  readonly args: (address: string) => readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly config?: (address: string) => unknown
}

const url = (address: string) => ['--subject', `postgres://u@${address}/db`]

const WAYS: readonly Way[] = [
  {
    name: 'in the URL',
    args: (address) => ['--subject', `postgres://u:${IN_A_URL}@${address}/db`],
  },
  {
    name: 'as a parameter of the URL',
    args: (address) => ['--subject', `postgres://u@${address}/db?password=${IN_A_URL}`],
  },
  { name: 'in PGPASSWORD', args: url, env: { PGPASSWORD: PASSWORD } },
  {
    name: 'in a variable that the config file names',
    args: () => ['--subject', 'prod'],
    env: { GE_TEST_PASSWORD: PASSWORD },
    config: (address) => ({
      targets: {
        prod: {
          kind: 'pg',
          url: `postgres://u@${address}/db`,
          password: { env: 'GE_TEST_PASSWORD' },
        },
      },
    }),
  },
]

test.each(WAYS)('a password $name is nowhere to be seen', async ({ args, env, config }) => {
  const { port } = await startServer({ kind: 'scram', users: new Map([['u', PASSWORD]]) })
  const address = `127.0.0.1:${port}`
  const place = newPlace()
  if (config) {
    writeFileSync(join(place.folder, 'goldeneye.config.json'), JSON.stringify(config(address)))
  }
  const running = start(place, ['run', '--cases', '1', '--seed', '1', ...args(address)], env)
  const titles = await titlesWhileRunning(place, running)
  const { stdout, stderr } = await running.ended
  expect(eventsOf(place).some(({ type }) => type === 'case-finished')).toBe(true)
  expect(titles.join('\n')).toContain('goldeneye')
  for (const text of [stdout, stderr, ...titles, ...textsBelow(place.folder)]) {
    expect(text).not.toContain(PASSWORD)
    expect(text).not.toContain(IN_A_URL)
  }
})

test('a URL in the wrong place of the command line is shown without its password', async () => {
  for (const args of [['run'], []]) {
    const place = newPlace()
    const { stderr, code } = await start(place, [...args, `postgres://u:${IN_A_URL}@h/db`]).ended
    expect(stderr).toMatch(/^goldeneye: /)
    expect(stderr).not.toContain(IN_A_URL)
    expect(code).toBe(2)
  }
})

/** What `ps` shows of the command and its children, and the variables of the children, from the first event to the end. */
async function titlesWhileRunning(place: Place, running: Running): Promise<readonly string[]> {
  await until(running, () => eventsOf(place)[0])
  const seen = new Set<string>()
  let isOver = false
  void running.ended.then(() => {
    isOver = true
  })
  while (!isOver) {
    seen.add(readProcess(running.pid, 'cmdline'))
    for (const { pid } of descendants(running.pid)) {
      seen.add(readProcess(pid, 'cmdline'))
      seen.add(readProcess(pid, 'environ'))
    }
    await pause(50)
  }
  return [...seen]
}

function readProcess(pid: number, what: string): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8')
  } catch {
    return '' // It has ended in the meantime.
  }
}

function textsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
}
