import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** What each room may import, besides itself, model/ and Node. Imports go down only (DESIGN.md, section 5). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  random: [],
  sql: [],
  schema: ['sql', 'values'],
  values: ['sql', 'schema'],
  generate: ['values', 'schema', 'sql', 'random'],
  processes: [],
  wire: [],
  faults: ['sql'],
  target: ['values', 'sql', 'processes', 'wire', 'faults'],
  lab: ['values', 'sql', 'processes', 'wire', 'faults'],
  nemesis: ['target', 'values', 'sql'],
  execute: ['target', 'nemesis', 'values', 'sql'],
  judge: ['values', 'schema', 'sql'],
  reduce: ['sql', 'values', 'schema'],
  corpus: ['sql', 'values', 'schema'],
  report: ['corpus', 'sql', 'values'],
  config: [],
  probe: ['target', 'report', 'generate', 'values', 'sql', 'random'],
  campaign: [
    'execute',
    'judge',
    'reduce',
    'corpus',
    'report',
    'target',
    'nemesis',
    'generate',
    'values',
    'schema',
    'sql',
    'random',
  ],
}

/** Packages that only some folders may import. */
const FENCES: Readonly<Record<string, readonly string[]>> = {
  pg: ['src/target/pg', 'bench', 'test'],
  '@duckdb/node-api': ['src/target/duckdb', 'src/lab', 'bench', 'test'],
  'fast-check': ['src/generate', 'src/model', 'workloads', 'test'],
  kysely: ['src/generate', 'workloads', 'test'],
  pino: ['src/cli', 'test'],
}

interface Import {
  readonly file: string
  readonly line: string
  /** A path from the project's root for our own modules, else the package's name. */
  readonly to: string
}

function sources(...folders: string[]): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  )
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const found = text.matchAll(
    /(?:^|\n)(?:import|export)\b[^'";]*?from '([^']+)'|import\('([^']+)'\)/g,
  )
  return [...found].map((match) => {
    const name = match[1] ?? match[2] ?? ''
    const own = name.startsWith('.')
    const to = own ? relative(root, resolve(root, dirname(file), name)) : name
    return { file, line: match[0].trim(), to }
  })
}

const all = sources('src', 'workloads', 'oracles').flatMap(importsOf)

test('imports go down only', () => {
  const upwards = all.filter(({ file, to }) => {
    const [, from] = file.split('/')
    const room = to.startsWith('src/') ? to.split('/')[1] : undefined
    const allowed = file.startsWith('src/') && from ? MAY_IMPORT[from] : undefined
    if (!room || !allowed || room === from || room === 'model') return false
    return !allowed.includes(room)
  })
  expect(upwards.map(({ file, to }) => `${file} imports ${to}`)).toEqual([])
})

test('every room of src/ has its rule', () => {
  const rooms = readdirSync(join(root, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && sources(`src/${entry.name}`).length > 0)
    .map((entry) => entry.name)
  expect(rooms.filter((room) => !(room in MAY_IMPORT) && room !== 'cli')).toEqual([])
})

test('workloads and oracles are written as a third party would write them', () => {
  const peeking = all.filter(
    ({ file, to }) => !file.startsWith('src/') && to.startsWith('src/') && to !== 'src/index.js',
  )
  expect(peeking.map(({ file, to }) => `${file} imports ${to}`)).toEqual([])
})

test.each(Object.entries(FENCES))('%s stays behind its fence', (name, folders) => {
  const outside = all.filter(
    ({ file, to }) =>
      (to === name || to.startsWith(`${name}/`)) &&
      !folders.some((folder) => file.startsWith(folder)),
  )
  expect(outside.map(({ file }) => file)).toEqual([])
})

test('time, randomness and the environment come in as arguments', () => {
  const own = sources('src', 'workloads', 'oracles').filter(
    (file) => !/^src\/(cli|random|lab)\//.test(file),
  )
  const reaching = own.filter((file) =>
    /\b(Math\.random|Date\.now|process\.env)\b/.test(
      withoutComments(readFileSync(join(root, file), 'utf8')),
    ),
  )
  expect(reaching).toEqual([])
})

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
}

test('every file has its sentence in docs/whats-here.md', () => {
  const page = readFileSync(join(root, 'docs/whats-here.md'), 'utf8')
  const missing = sources('src', 'workloads', 'oracles').filter(
    (file) => !page.includes(`\`${file}\``),
  )
  expect(missing).toEqual([])
  const named = [...page.matchAll(/`((?:src|workloads|oracles)\/[^`]+\.ts)`/g)].map(
    (match) => match[1] ?? '',
  )
  const present = new Set(sources('src', 'workloads', 'oracles'))
  expect(named.filter((file) => !present.has(file))).toEqual([])
})

test('nothing of a machine or a registry is committed', () => {
  const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n')
  const text = tracked.filter((file) => /\.(ts|json|md|sql|mjs|yml)$/.test(file))
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  const places = [root, homedir()].filter((place) => place.length > 1)
  const naming = (file: string) => places.some((place) => read(file).includes(`${place}/`))
  expect(text.filter(naming)).toEqual([])
  expect(read('package-lock.json')).not.toMatch(/"resolved": "https?:/)
})
