import {
  comparableRows,
  type Evidence,
  type Outcome,
  type Profile,
  type Row,
} from '../../src/index.js'

/** A result of both sides at one step. */
interface Pair {
  readonly reference: Rows
  readonly subject: Rows
}

type Rows = Extract<Outcome, { kind: 'rows' }>

/** The columns that say with which snapshot a row begins, and with which it ends. */
const BEGINS = ['begin_snapshot', 'snapshot_id']
const ENDS = 'end_snapshot'

/**
 * The first snapshot with which the rows of both sides part, over the reads of the steps from `from` on. A row says with
 * which snapshots it began and ended, so it is an event in each prefix; the first event that only one side has is the
 * first divergence. Undefined where no differing row says so. O(n log n) in the rows.
 */
export function firstDivergence(
  evidence: Evidence,
  from: number,
  { types }: Profile,
): number | undefined {
  const pairs = readsBehind(evidence, from).map((pair) => readable(pair, types))
  const files = new Map(pairs.flatMap(({ reference }) => [...beginOfFiles(reference)]))
  const found = pairs.flatMap((pair) => divergencesOf(pair, files))
  return found.length === 0 ? undefined : found.reduce((a, b) => Math.min(a, b))
}

function readsBehind({ reference, subject }: Evidence, from: number): readonly Pair[] {
  return subject.records.slice(from).flatMap(({ stepIndex, outcomes }) => {
    const [left, right] = [reference.records[stepIndex]?.outcomes.at(-1), outcomes.at(-1)]
    return left?.kind === 'rows' && right?.kind === 'rows'
      ? [{ reference: left, subject: right }]
      : []
  })
}

/** Both sides' cells in one form. */
function readable({ reference, subject }: Pair, types: Profile['types']): Pair {
  const both = comparableRows(reference, subject, types)
  return {
    reference: { ...reference, rows: both.reference },
    subject: { ...subject, rows: both.subject },
  }
}

/** With which snapshot each data file begins: rows about a file begin with it. */
function beginOfFiles(result: Rows): ReadonlyMap<string, number> {
  const [file, begin] = ['data_file_id', 'begin_snapshot'].map((name) => placeOf(result, name))
  const isFiles = placeOf(result, 'footer_size') >= 0 && placeOf(result, 'delete_count') < 0
  if (!isFiles || file === undefined || begin === undefined) return new Map()
  return new Map(result.rows.map((row) => [row[file] ?? '', Number(row[begin])]))
}

function placeOf({ columns }: Rows, name: string): number {
  return columns.findIndex((column) => column.name === name)
}

function divergencesOf(
  { reference, subject }: Pair,
  files: ReadonlyMap<string, number>,
): readonly number[] {
  const places = placesOf(reference)
  const counts = new Map<string, Tally>()
  for (const [rows, sign] of [
    [reference.rows, 1],
    [subject.rows, -1],
  ] as const) {
    for (const row of rows) for (const event of eventsOf(row, places, files)) add(event, sign)
  }
  return [...counts.values()].flatMap(({ count, at }) => (count === 0 ? [] : [at]))

  function add({ at, key }: Event, sign: number): void {
    const tally = counts.get(key)
    if (tally) tally.count += sign
    else counts.set(key, { count: sign, at })
  }
}

interface Tally {
  count: number
  readonly at: number
}

interface Places {
  readonly begin: number
  readonly end: number
  readonly file: number
}

function placesOf(result: Rows): Places {
  const begins = BEGINS.map((name) => placeOf(result, name)).find((place) => place >= 0) ?? -1
  return { begin: begins, end: placeOf(result, ENDS), file: placeOf(result, 'data_file_id') }
}

/** What happened to a row, and with which snapshot. */
interface Event {
  readonly at: number
  readonly key: string
}

function eventsOf(
  row: Row,
  { begin, end, file }: Places,
  files: ReadonlyMap<string, number>,
): readonly Event[] {
  const ended = end < 0 ? null : (row[end] ?? null)
  const core = JSON.stringify(end < 0 ? row : row.toSpliced(end, 1))
  const born = begin >= 0 ? Number(row[begin]) : files.get(row[file] ?? '')
  return [
    ...(born === undefined ? [] : [{ at: born, key: `begins ${core}` }]),
    ...(ended === null ? [] : [{ at: Number(ended), key: `ends ${ended} ${core}` }]),
  ]
}
