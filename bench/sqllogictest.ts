import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { extensionsOf } from '../src/campaign/needs.js'
import { openSides } from '../src/cli/sides.js'
import { clock, scopes } from '../src/cli/surroundings.js'
import { parseTargetSpec } from '../src/config/target-spec.js'
import { benchArguments, benchCount, orUsage } from './bench-arguments.js'
import { type Bench, type FileResult, runFile } from './sqllogictest-file.js'
import { printReport } from './sqllogictest-report.js'
import { timeLimited } from './time-limited.js'

/**
 * Replays a folder of sqllogictest files on DuckDB and on a subject, and says what differs:
 * `npm run bench:sqllogictest -- <folder> [--subject lab|duckdb] [--record file.ndjson] [--match re]`.
 * What the record holds already is not run again, so a run that was ended goes on where it was.
 */
const SYNTAX = {
  script: 'bench:sqllogictest',
  words: ['folder'],
  options: {
    subject: { type: 'string', default: 'lab' },
    record: { type: 'string', default: 'sqllogictest.ndjson' },
    match: { type: 'string', default: '' },
    'test-data': { type: 'string' },
    'file-seconds': { type: 'string', default: '20' },
    minutes: { type: 'string', default: '60' },
    'report-only': { type: 'boolean', default: false },
  },
} as const
const { values, positionals } = benchArguments(SYNTAX)

/** After so many files both sides are started afresh: a file may leave settings of a whole node behind. */
const FILES_A_CHUNK = 100
const STATEMENT_MS = 5000

const folder = positionals[0] ?? '.'
const wanted = orUsage(SYNTAX, () => new RegExp(values.match))
const subject = orUsage(SYNTAX, () => parseTargetSpec(values.subject, '--subject'))
const minutes = benchCount(values.minutes, '--minutes', SYNTAX)
const fileMs = benchCount(values['file-seconds'], '--file-seconds', SYNTAX) * 1_000
const results = readRecord()
if (!values['report-only']) await runAll()
printReport([...results.values()])

async function runAll(): Promise<void> {
  const endMs = clock.nowMs() + minutes * 60_000
  while (clock.nowMs() < endMs) {
    const todo = testFiles().filter((file) => !results.has(file))
    if (todo.length === 0) return
    await runChunk(todo.slice(0, FILES_A_CHUNK), endMs)
  }
}

/** In an order that has nothing to do with their names, so that a run that is cut short is a sample. */
function testFiles(): readonly string[] {
  const order = (file: string) => createHash('md5').update(file).digest('hex')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.test(?:_slow|_coverage)?$/.test(file) && wanted.test(file))
    .map((file) => ({ file, place: order(file) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ file }) => file)
}

async function runChunk(files: readonly string[], endMs: number): Promise<void> {
  const specs = {
    reference: parseTargetSpec('duckdb', '--reference'),
    subject,
    passwords: new Map(),
  }
  const opened = await openSides(specs, ({ target, detail }) =>
    console.error(`${target}: ${detail}`),
  )
  try {
    const nextScope = scopes(`slt${Math.floor(clock.nowMs()).toString(36).slice(-5)}`)
    const bench: Bench = {
      opened,
      reference: timeLimited(opened.sides.reference, clock.nowMs),
      subject: timeLimited(opened.sides.subject, clock.nowMs),
      extensions: await extensionsOf(opened.sides, nextScope),
      settings: { timeoutMs: STATEMENT_MS, nowNs: clock.nowNs, nextScope },
      nowMs: clock.nowMs,
      fileMs,
      testData: values['test-data'],
    }
    for (const file of files) {
      if (clock.nowMs() > endMs) return
      const result = await runFile(join(folder, file), file, bench)
      write(result)
      if (result.isLost) return // The next chunk starts afresh.
    }
  } finally {
    await opened.close()
  }
}

function write(result: FileResult): void {
  results.set(result.file, result)
  appendFileSync(values.record, `${JSON.stringify(result)}\n`)
}

function readRecord(): Map<string, FileResult> {
  if (!existsSync(values.record)) return new Map()
  const lines = readFileSync(values.record, 'utf8').split('\n').filter(Boolean)
  return new Map(lines.map((line) => JSON.parse(line)).map((result) => [result.file, result]))
}
