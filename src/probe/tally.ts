import type { Cell } from '../model/outcome.js'
import type { Answer } from './answers.js'
import { type Item, printedQuestion } from './question.js'
import type { Example, MatrixCell, SeenLoss } from './report.js'
import type { Sameness } from './same-value.js'
import type { Way } from './way.js'

/** The wrong values of one cell that are kept, the shortest ones; the others are counted. */
const EXAMPLES_MAX = 3

/** Counts what one type does on one way, in a few numbers however many values there are. */
export class Tally {
  private readonly count = { same: 0, lossy: 0, wrong: 0, refused: 0 }
  private readonly examples: Example[] = []
  private loss: SeenLoss | undefined
  private message: string | undefined
  private hasWrongType = false
  /** Set when the way is not worth asking again: it took nothing, or does not answer. */
  isOver = false

  constructor(
    readonly way: Way,
    private readonly notApplicable: string | undefined,
  ) {
    this.isOver = notApplicable !== undefined
  }

  value(item: Item, reference: Cell, sameness: Sameness): void {
    switch (sameness.kind) {
      case 'same':
        this.count.same += 1
        return
      case 'lossy':
        this.count.lossy += 1
        this.loss ??= sameness.loss
        return
      case 'different':
        this.wrong({
          statement: printedQuestion(item),
          reference: shown(reference),
          subject: shown(sameness.subject),
        })
    }
  }

  /** An answer without a value. */
  failure(item: Item, reference: Cell, answer: Exclude<Answer, { kind: 'value' }>): void {
    switch (answer.kind) {
      case 'refused':
        this.count.refused += 1
        this.message ??= answer.message
        return
      case 'silent':
        this.isOver = true
        this.count.refused += 1
        this.message ??= answer.what
        return
      case 'broken':
        this.wrong({
          statement: printedQuestion(item),
          reference: shown(reference),
          subject: answer.what,
          hex: answer.hex,
        })
    }
  }

  /** Said once: every value of the way has the type. */
  wrongType(item: Item, expected: readonly number[], oid: number): void {
    if (this.hasWrongType) return
    this.hasWrongType = true
    const reference = `a column of OID ${expected.join(' or ')}`
    this.wrong({ statement: printedQuestion(item), reference, subject: `a column of OID ${oid}` })
  }

  private wrong(example: Example): void {
    this.count.wrong += 1
    this.examples.push(example)
    this.examples.sort((a, b) => a.statement.length - b.statement.length)
    this.examples.length = Math.min(this.examples.length, EXAMPLES_MAX)
  }

  /** After each batch: a way that has refused most values so far will go on to. */
  endBatch(): void {
    const { same, lossy, wrong, refused } = this.count
    if (refused > same + lossy + wrong) this.isOver = true
  }

  cell(): MatrixCell {
    const { notApplicable, loss, message, examples } = this
    return { way: this.way.name, notApplicable, ...this.count, loss, message, examples }
  }
}

function shown(cell: Cell): string {
  return cell ?? 'NULL'
}
