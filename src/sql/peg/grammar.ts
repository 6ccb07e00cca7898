import { unreachable } from '../../model/errors.js'
import type { Matcher } from './matcher.js'
import { readRules } from './read-rules.js'
import { addAll, emptySet, setOf, type TerminalSet } from './terminal-set.js'
import { type Vocabulary, vocabularyOf } from './vocabulary.js'

/**
 * A matcher that knows with which tokens it can begin, so that most attempts end before they start.
 */
export interface Part {
  readonly kind: 'token' | 'rule' | 'sequence' | 'choice' | 'optional' | 'repeat' | 'list' | 'never'
  /** With what it may begin; anything where it may be empty. For `token`: what it takes. */
  readonly starts: TerminalSet
  /** It may match nothing. */
  readonly isOptional: boolean
  /** Of `rule`: its number; of `repeat`: the least count. */
  readonly number: number
  readonly items: readonly Part[]
}

/** A grammar made ready for parsing. */
export interface Grammar {
  readonly vocabulary: Vocabulary
  readonly ruleNames: readonly string[]
  /** By the number of the rule. */
  readonly bodies: readonly Part[]
  readonly ruleNumber: ReadonlyMap<string, number>
}

/**
 * Reads a grammar in DuckDB's notation; undefined for a text in another one. Takes some 30 ms: keep
 * the result.
 */
export function readGrammar(text: string): Grammar | undefined {
  const rules = readRules(text)
  if (!rules) return undefined
  const vocabulary = vocabularyOf(rules)
  const ruleNames = [...rules.keys()]
  const ruleNumber = new Map(ruleNames.map((name, index) => [name, index]))
  const drafts = new Drafts(vocabulary, ruleNumber)
  const bodies = ruleNames.map((name) =>
    drafts.ofRule(name, rules.get(name) ?? { kind: 'characters' }),
  )
  settle(bodies, drafts.all)
  return { vocabulary, ruleNames, bodies, ruleNumber }
}

interface Draft extends Part {
  isOptional: boolean
  readonly items: readonly Draft[]
}

/** Parts before it is known with what they begin: rules refer to each other in circles. */
class Drafts {
  /** Inner parts before outer ones. */
  readonly all: Draft[] = []

  constructor(
    private readonly vocabulary: Vocabulary,
    private readonly ruleNumber: ReadonlyMap<string, number>,
  ) {}

  ofRule(name: string, matcher: Matcher): Draft {
    const taken = this.vocabulary.tokenRules.get(name)
    return taken ? this.draft('token', [], { starts: taken }) : this.of(matcher)
  }

  private of(matcher: Matcher): Draft {
    switch (matcher.kind) {
      case 'literal':
        return this.draft('token', [], { starts: this.only(matcher.text) })
      case 'rule': {
        const number = this.ruleNumber.get(matcher.name)
        return number === undefined ? this.draft('never', []) : this.draft('rule', [], { number })
      }
      case 'sequence':
      case 'choice':
        return this.draft(
          matcher.kind,
          matcher.items.map((item) => this.of(item)),
        )
      case 'optional':
      case 'list':
        return this.draft(matcher.kind, [this.of(matcher.item)])
      case 'repeat':
        return this.draft('repeat', [this.of(matcher.item)], { number: matcher.min })
      case 'characters':
        return this.draft('never', [])
      default:
        return unreachable(matcher)
    }
  }

  private draft(
    kind: Part['kind'],
    items: readonly Draft[],
    { number = 0, starts = emptySet(this.vocabulary) } = {},
  ): Draft {
    const draft = { kind, items, number, starts, isOptional: false }
    this.all.push(draft)
    return draft
  }

  private only(text: string): TerminalSet {
    return setOf(this.vocabulary, [text])
  }
}

/** Finds out, again until nothing changes, what may be empty and with what everything begins. */
function settle(bodies: readonly Draft[], all: readonly Draft[]): void {
  for (let isSettled = false; !isSettled; ) {
    isSettled = true
    for (const part of all) {
      const isOptional = mayBeEmpty(part, bodies)
      if (isOptional !== part.isOptional) isSettled = false
      part.isOptional = isOptional
      for (const inner of beginnings(part, bodies)) {
        if (addAll(part.starts, inner.starts)) isSettled = false
      }
    }
  }
  for (const part of all) if (part.isOptional) part.starts.fill(-1)
}

function mayBeEmpty(part: Draft, bodies: readonly Draft[]): boolean {
  switch (part.kind) {
    case 'optional':
      return true
    case 'repeat':
      return part.number === 0
    case 'sequence':
      return part.items.every((item) => item.isOptional)
    case 'choice':
      return part.items.some((item) => item.isOptional)
    case 'list':
      return part.items[0]?.isOptional ?? false
    case 'rule':
      return bodies[part.number]?.isOptional ?? false
    default:
      return false
  }
}

/** The parts with which this one can begin. */
function beginnings(part: Draft, bodies: readonly Draft[]): readonly Draft[] {
  if (part.kind === 'rule') return bodies.slice(part.number, part.number + 1)
  if (part.kind !== 'sequence') return part.items
  const firstSolid = part.items.findIndex((item) => !item.isOptional)
  return firstSolid < 0 ? part.items : part.items.slice(0, firstSolid + 1)
}
