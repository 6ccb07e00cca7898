import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { ensureBuilt } from './built.js'

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const { scripts } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>
}
const BENCHES = Object.entries(scripts).flatMap(([name, command]) => {
  const [, file] = /^node (dist\/bench\/\S+)$/.exec(command) ?? []
  return file === undefined ? [] : [[name, file] as const]
})

beforeAll(ensureBuilt)

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function run(file: string, words: readonly string[]): Promise<Ended> {
  return new Promise((ended) => {
    execFile(process.execPath, [file, ...words], { cwd: ROOT }, (error, stdout, stderr) =>
      ended({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    )
  })
}

test('every bench reads its command line in one way, and says by what name it is run', () => {
  expect(BENCHES.length).toBeGreaterThan(10)
  for (const [name, file] of BENCHES) {
    const source = readFileSync(resolve(ROOT, file.replace(/^dist\/(.*)\.js$/, '$1.ts')), 'utf8')
    expect(source, file).toContain('benchArguments(')
    expect(source, file).toContain(`script: '${name}'`)
    expect(source, file).not.toContain('process.argv')
  }
})

test('--help is one line, and nothing is measured', async () => {
  const usage = 'usage: npm run bench:invariants\n'
  expect(await run('dist/bench/invariants.js', ['--help'])).toEqual({
    code: 0,
    stdout: usage,
    stderr: '',
  })
})

test.each([
  ['invariants', ['often'], '"often" is nothing that it knows'],
  ['shapes', ['--plans', '0'], '--plans "0" is no whole number'],
])('bench:%s %j ends with 2', async (name, words, says) => {
  const { code, stdout, stderr } = await run(`dist/bench/${name}.js`, words)
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toContain(says)
  expect(stderr).toContain(`usage: npm run bench:${name}`)
})
