import type { DeclaredType } from '../model/outcome.js'
import { type DuckType, typeKey } from '../values/duck-type.js'
import { pgBinaryParameter } from '../values/to-pg-binary.js'
import { type Answer, answersOf } from './answers.js'
import { typeSql } from './dialect.js'
import type { Lane } from './lane.js'
import type { ProbedType } from './probed-type.js'
import type { Item } from './question.js'
import { type Sample, samplesOf } from './reference.js'
import type { MatrixRow } from './report.js'
import { type Comparer, comparer } from './same-value.js'
import { itemFor, type Spelling, spellingOf, type TypeFacts } from './subject.js'
import { Tally } from './tally.js'
import type { Value } from './value.js'
import { WAYS, type Way } from './way.js'

/** Both sides, open. */
export interface Sides {
  readonly reference: Lane
  readonly subject: Lane
  readonly profile: TypeFacts
}

type There = Extract<Spelling, { kind: 'there' }>

/** One type on every way. `batches` are taken one after the other, so memory does not grow with their number. */
export async function probeRow(
  probed: ProbedType,
  batches: Iterable<readonly Value[]>,
  sides: Sides,
): Promise<MatrixRow> {
  const { type } = probed
  const [first] = await samplesOf(sides.reference, probed, [probed.edges[0] ?? null])
  if (!first) return { type: type.name, missing: 'the reference refuses it', cells: [] }
  const spelling = await spellingOf(sides.subject, probed, first, sides.profile)
  if (spelling.kind === 'missing') return { type: type.name, missing: spelling.because, cells: [] }
  const tallies = WAYS.map((way) => new Tally(way, reasonAgainst(way, probed, spelling, sides)))
  for (const values of batches) {
    const samples = await samplesOf(sides.reference, probed, values)
    for (const tally of tallies) {
      if (!tally.isOver) await probeBatch(tally, samples, { type, spelling, sides })
    }
  }
  const { oid, modifier } = spelling.type?.kind === 'pg' ? spelling.type : {}
  const cells = tallies.map((tally) => tally.cell())
  return { type: type.name, oid, modifier, text: spelling.cell, cells }
}

/** Why there is nothing to ask on a way; undefined where there is. */
function reasonAgainst(
  way: Way,
  { type, edges }: ProbedType,
  { dialect }: There,
  { profile }: Sides,
): string | undefined {
  if (way.impossible !== undefined) return way.impossible
  const spelled = profile.types.get(typeKey(type))
  if (way.format === 'binary' && spelled?.textOnly?.includes(`${way.of}s`))
    return 'the profile declares it as text only'
  if (way.of === 'result') return undefined
  if (edges.length === 0) return 'it has no values'
  if (way.format === 'binary' && !pgBinaryParameter(type.name, null))
    return 'PostgreSQL has no binary form of it'
  return typeSql(type, dialect) === undefined ? 'no CAST can name the type' : undefined
}

interface Asked {
  readonly type: DuckType
  readonly spelling: There
  readonly sides: Sides
}

async function probeBatch(tally: Tally, samples: readonly Sample[], asked: Asked): Promise<void> {
  const { way } = tally
  const askable = samples.flatMap((sample) => {
    const item = itemFor(way, sample, asked.type, asked.spelling.dialect)
    const cell = way.of === 'result' ? sample.cell : (sample.parameter?.cell ?? null)
    return item ? [{ item, cell }] : []
  })
  const answers = await answersOf(
    asked.sides.subject,
    way,
    askable.map(({ item }) => item),
  )
  const judge = new BatchJudge(tally, asked)
  for (const [i, { item, cell }] of askable.entries()) judge.judge(item, cell, answers[i] as Answer)
  tally.endBatch()
}

/** Compares the answers of one batch, which may come in columns of several types where it was asked in parts. */
class BatchJudge {
  private from: DeclaredType | undefined
  private compare: Comparer | undefined

  constructor(
    private readonly tally: Tally,
    private readonly asked: Asked,
  ) {}

  judge(item: Item, reference: Sample['cell'], answer: Answer): void {
    if (answer.kind !== 'value') {
      this.tally.failure(item, reference, answer)
      return
    }
    const isNew = answer.type !== this.from
    if (isNew) this.meet(item, answer.type)
    if (this.compare) this.tally.value(item, reference, this.compare(reference, answer.cell))
  }

  /** A column's type is compared once for all of its values. */
  private meet(item: Item, from: DeclaredType): void {
    const { type, spelling, sides } = this.asked
    this.from = from
    this.compare = comparer(type, from, sides.profile)
    const declared = sides.profile.types.get(typeKey(type))?.oids
    const expected = declared ?? oidsOf(spelling.type)
    const wrong = oidsOf(from).find((oid) => !expected.includes(oid))
    if (wrong !== undefined && expected.length > 0) this.tally.wrongType(item, expected, wrong)
  }
}

/** In process there are none. */
function oidsOf(type: DeclaredType | undefined): readonly number[] {
  return type?.kind === 'pg' ? [type.oid] : []
}
