import { createHmac } from 'node:crypto'
import { anonymiseCase } from '../corpus/anonymise/case.js'
import { parseCase, printCase } from '../corpus/case-file.js'
import type { Case } from '../model/case.js'
import type { Evidence } from '../model/history.js'
import type { Column, Outcome, Row, Rows } from '../model/outcome.js'
import type { EventBody } from '../report/events.js'
import { columnReader } from '../values/column-reader.js'
import { parseDuckType } from '../values/duck-type.js'
import { stepText } from './case-events.js'

type EventOfType<T extends EventBody['type']> = Extract<EventBody, { readonly type: T }>
type Mismatch = EventOfType<'finding-opened'>['mismatch']

/** Hexadecimal characters of a digest that a report shows. */
const DIGEST_LENGTH = 16

const WITHHELD = 'withheld'

/**
 * Takes every value out of a run's events before they are written anywhere: cases have other values, answers are counts
 * with a digest, and what may repeat a value is left out. A class because the digests of one run hang on one key, which
 * nobody keeps: they can be compared inside of a report, and not be guessed from outside.
 */
export class Withholding {
  constructor(private readonly key: Uint8Array) {}

  /** The event without values. Of an event that is not known here, only what is no text. */
  event(event: EventBody): EventBody {
    switch (event.type) {
      case 'finding-opened':
        return { ...event, mismatch: this.mismatch(event.mismatch) }
      case 'finding-reduced':
        return { ...event, mattered: [] }
      case 'finding-closed':
        return this.closed(event)
      case 'case-finished':
        return { ...event, verdicts: event.verdicts.map(withoutReason) }
      case 'incident':
        return event.kind === 'other' ? event : { ...event, detail: WITHHELD }
      case 'target-lost':
        return { ...event, reason: WITHHELD }
      default:
        return event
    }
  }

  /** `3 rows, sha256:ab12...`: by canonical rows, in any order, so that equal answers have equal digests. */
  answer(outcome: Outcome | undefined, columns: readonly Column[]): string {
    if (!outcome) return 'not reached'
    switch (outcome.kind) {
      case 'rows':
        return `${counted(outcome.rows.length)}, ${this.rowsDigest(outcome, columns)}`
      case 'done':
        return outcome.affected === undefined ? 'done' : `${counted(outcome.affected)} changed`
      case 'error':
        return `error ${outcome.errorClass}${outcome.sqlstate ? ` ${outcome.sqlstate}` : ''}`
      case 'violation':
        return 'protocol violation'
      case 'unknown':
        return `unknown (${outcome.reason})`
    }
  }

  /** The events of a finding with a digest for each answer of its smallest case. */
  finding(events: readonly EventBody[], evidence: Evidence): readonly EventBody[] {
    return events.map((event) =>
      event.type === 'finding-closed' ? { ...event, steps: this.steps(event, evidence) } : event,
    )
  }

  private steps(event: EventOfType<'finding-closed'>, { reference, subject }: Evidence) {
    return (event.steps ?? []).map((step, index) => {
      const [right, other] = [reference.records[index], subject.records[index]]
      const columns = (at: number) => {
        const outcome = right?.outcomes[at]
        return outcome?.kind === 'rows' ? outcome.columns : []
      }
      const said = (record: typeof right) =>
        record?.outcomes.map((outcome, at) => this.answer(outcome, columns(at))).join('; ') ??
        'not reached'
      return { ...step, reference: said(right), subject: said(other) }
    })
  }

  private rowsDigest({ columns, rows }: Rows, types: readonly Column[]): string {
    const readers = columns.map(({ type }, at) => {
      const like = types[at]?.type
      return like?.kind === 'duckdb' ? columnReader(parseDuckType(like.name), type) : undefined
    })
    const canonical = (row: Row) => row.map((cell, at) => readers[at]?.(cell) ?? cell)
    return this.digest(
      rows
        .map((row) => JSON.stringify(canonical(row)))
        .toSorted()
        .join('\n'),
    )
  }

  private digest(text: string): string {
    const hex = createHmac('sha256', this.key).update(text).digest('hex')
    return `sha256:${hex.slice(0, DIGEST_LENGTH)}`
  }

  private mismatch(mismatch: Mismatch): Mismatch {
    return {
      kind: 'mismatch',
      mismatch: mismatch.mismatch,
      stepIndex: mismatch.stepIndex,
      summary: 'the answers differ; their values are withheld',
      reference: this.digest(mismatch.reference),
      subject: this.digest(mismatch.subject),
      ignored: [],
    }
  }

  /** Field by field, so that nothing comes through that is added to these events later. */
  private closed(event: EventOfType<'finding-closed'>): EventBody {
    const smallest = this.withoutValues(event.case)
    const texts = smallest.plan.steps.map(stepText)
    return {
      type: 'finding-closed',
      finding: event.finding,
      id: event.id,
      status: event.status,
      case: printCase(smallest),
      originalCase: printCase(this.withoutValues(event.originalCase)),
      mismatch: this.mismatch(event.mismatch),
      steps: (event.steps ?? []).map((step, index) => ({
        session: step.session,
        text: texts[index] ?? '',
        reference: saidOnly(step.reference),
        subject: saidOnly(step.subject),
      })),
      blame: event.blame,
      votes: (event.votes ?? []).map(({ voter, says }) => ({ voter, says, detail: WITHHELD })),
    }
  }

  private withoutValues(text: string): Case {
    return anonymiseCase(parseCase(text, 'a case of this run'), this.key).case
  }
}

function counted(count: number): string {
  return `${count} row${count === 1 ? '' : 's'}`
}

function withoutReason<T extends { readonly because?: string | undefined }>(verdict: T): T {
  return verdict.because === undefined ? verdict : { ...verdict, because: WITHHELD }
}

const SAID =
  /^(?:not reached|done|\d+ rows?(?: changed|, sha256:[0-9a-f]+)?|error [a-z-]+(?: [0-9A-Z]{5})?|protocol violation|unknown \([a-z-]+\))$/

/** The parts of an answer that are known to hold no value. */
function saidOnly(answer: string): string {
  return answer
    .split('; ')
    .map((part) => (SAID.test(part) ? part : (/^error [a-z-]+/.exec(part)?.[0] ?? WITHHELD)))
    .join('; ')
}
