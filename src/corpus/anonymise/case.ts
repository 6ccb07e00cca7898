import type { Case } from '../../model/case.js'
import { assert } from '../../model/errors.js'
import type { Step } from '../../model/plan.js'
import type { Parameter, Statement } from '../../model/statement.js'
import { identifierName, quoteIdentifier } from '../../sql/identifiers.js'
import { changeLiteral } from './literal.js'
import { isOwnName, type OwnNames, ownNames } from './names.js'
import { otherNumber } from './numbers.js'
import { type Key, keyedBytes } from './permute.js'
import { type Around, aroundTokens, placeOf } from './places.js'
import { otherBits, otherHex, otherText } from './texts.js'
import { otherValue } from './value.js'

/** A case without its values, and what of it was left as it is, by reason. */
export interface Anonymised {
  readonly case: Case
  readonly kept: readonly { readonly what: string; readonly count: number }[]
}

/** So many keys are tried, and the one with the fewest flaws is taken: two spellings of one date always become one. */
const KEYS_MAX = 8

/**
 * Replaces every value in the statements and parameters of a case by another one of the same type and length; equal ones
 * stay equal everywhere in the case, different ones different. The order of values, and what is computed of them, is
 * not kept. Comments go. With `names`, the names that the case gives are replaced by n1, n2, ...; else they stay, in
 * strings too. Nothing leads back without `key`.
 */
export function anonymiseCase(
  whole: Case,
  key: Key,
  { names = false }: { readonly names?: boolean } = {},
): Anonymised {
  const own = ownNames(whole.plan)
  const { from: _, ...header } = whole.header
  let best: { readonly anonymised: Anonymised; readonly flaws: number } | undefined
  for (let attempt = 1; attempt <= KEYS_MAX && best?.flaws !== 0; attempt += 1) {
    const anonymiser = new Anonymiser(keyedBytes(key, 'case', String(attempt)), own, names)
    const steps = whole.plan.steps.map((step) => anonymiser.step(step))
    const { flaws } = anonymiser
    if (best && best.flaws <= flaws) continue
    const other = { header, plan: { ...whole.plan, steps } }
    best = { anonymised: { case: other, kept: anonymiser.keptList() }, flaws }
  }
  assert(best, 'no key was tried')
  return best.anonymised
}

/** Remembers what became of each value. */
class Anonymiser {
  /** By value; bits apart, because of other values they make no bits. */
  private readonly others = new Map<string, string>()
  private readonly bits = new Map<string, string>()
  private readonly kept = new Map<string, number>()

  private readonly renamed = new Map<string, string>()

  constructor(
    private readonly key: Key,
    private readonly names: OwnNames,
    private readonly isRenaming: boolean,
  ) {}

  /** Texts that have become one, and those that by chance have stayed as they were. */
  get flaws(): number {
    const stayed = [...this.others].filter(([value, other]) => value === other)
    const distinct = new Set(this.others.values()).size
    const byChance = stayed.filter(([value]) => !this.mayStay(value))
    return this.others.size - distinct + byChance.length
  }

  /** Ends of ranges, words of the language, and what has nothing to replace. */
  private mayStay(value: string): boolean {
    const other = (at: number) => otherValue(keyedBytes(this.key, 'again', String(at)), value)
    return [1, 2, 3].every((at) => other(at) === value)
  }

  keptList(): Anonymised['kept'] {
    return [...this.kept].map(([what, count]) => ({ what, count }))
  }

  step(step: Step): Step {
    return step.kind === 'statement' ? { ...step, statement: this.statement(step.statement) } : step
  }

  private statement(statement: Statement): Statement {
    return {
      ...statement,
      sql: this.sql(statement.sql),
      ...(statement.postgres !== undefined && { postgres: this.sql(statement.postgres) }),
      params: statement.params.map((param) => this.param(param)),
    }
  }

  private sql(text: string): string {
    return aroundTokens(text)
      .map((part) =>
        'token' in part ? this.token(part) : part.kind === 'comment' ? ' ' : part.text,
      )
      .join('')
  }

  private token(around: Around): string {
    const { kind, text } = around.token
    if (kind === 'unterminated') return this.broken(text)
    if (kind === 'word' || kind === 'quoted-identifier') return this.name(around)
    if (kind !== 'string' && kind !== 'number') return text
    const place = placeOf(around)
    switch (place.kind) {
      case 'kept':
        return place.because === 'names' && this.isRenaming
          ? changeLiteral(text, (value) => this.other(value, (_, name) => name))
          : this.keep(text, place.because)
      case 'bits':
        return changeLiteral(text, (value) => this.otherBits(value))
      case 'file':
        return changeLiteral(text, (value) => this.file(value))
      case 'value':
        if (kind === 'number') return this.other(text.replaceAll('_', ''), otherNumber)
        if (/^x/i.test(text)) return changeLiteral(text, (value) => this.other(value, otherHex))
        if (/^b/i.test(text)) return changeLiteral(text, (value) => this.otherBits(value))
        return changeLiteral(text, (value) => this.other(value, otherValue))
    }
  }

  private name({ token, after }: Around): string {
    if (!this.isRenaming || !isOwnName(token, after, this.names)) return token.text
    const other = this.otherName(identifierName(token.text))
    return token.kind === 'word' ? other : quoteIdentifier(other)
  }

  /** A column and a table may have one name, so they have one afterwards. */
  private otherName(name: string): string {
    const known = this.renamed.get(name.toLowerCase())
    const other = known ?? `n${this.renamed.size + 1}`
    this.renamed.set(name.toLowerCase(), other)
    return other
  }

  /** A text that is broken on purpose: what opens it stays. */
  private broken(text: string): string {
    const opening = /^(?:\/\*|(?:[eExXbBnN]|[uU]&)?['"]|\$[^$]*\$)/.exec(text)?.[0] ?? ''
    return opening + otherText(this.key, text.slice(opening.length))
  }

  /** Its ending says what kind of file it is. */
  private file(path: string): string {
    const ending = /\.[A-Za-z0-9]{1,8}$/.exec(path)?.[0] ?? ''
    return this.other(path.slice(0, path.length - ending.length), otherValue) + ending
  }

  private keep(text: string, because: string): string {
    this.kept.set(because, (this.kept.get(because) ?? 0) + 1)
    return text
  }

  private param({ type, text }: Parameter): Parameter {
    const other = /^BOOL/i.test(type) || text === null ? text : this.paramText(type, text)
    return { type: this.sql(type), text: other }
  }

  private paramText(type: string, text: string): string {
    if (/\$\{(?:schema|db|dir|secret)\b/.test(text)) return text
    return /^(?:VAR)?BIT\b/i.test(type) ? this.otherBits(text) : this.other(text, otherValue)
  }

  private otherBits(text: string): string {
    const other = this.bits.get(text) ?? otherBits(this.key, text)
    this.bits.set(text, other)
    return other
  }

  private other(value: string, make: (key: Key, value: string) => string): string {
    if (this.names.things.has(value.toLowerCase()) || this.names.parts.has(value.toLowerCase())) {
      return this.isRenaming ? this.otherName(value) : this.keep(value, 'names')
    }
    const known = this.others.get(value)
    if (known !== undefined) return known
    const other = make(this.key, value)
    this.others.set(value, other)
    return other
  }
}
