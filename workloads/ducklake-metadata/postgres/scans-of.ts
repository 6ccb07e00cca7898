import type { Token } from '../../../src/index.js'
import {
  type ColumnRef,
  plain,
  type ReadScope,
  type ReadText,
  SCHEMA,
  type TableRef,
} from './read-scope.js'
import type { Condition, Scan } from './scan.js'
import type { MadeTables } from './type-map.js'

/** The client's scans for a query: one for each table that it names, evaluated together by the client itself. */
export function scansOf({ scopes }: ReadText, made: MadeTables): readonly Scan[] {
  const resolver = new Resolver(made)
  const all = scopes.flatMap((scope) => scope.tables.map((ref) => ({ ref, scope })))
  const needed = new Map(all.map(({ ref }) => [ref, new Set<string>()]))
  const derived = new Set(scopes.flatMap((scope) => [...scope.derived.values()].flat()))
  for (const scope of scopes) {
    const asked = scope.columns.filter(
      ({ handedOnAs }) => handedOnAs === undefined || !derived.has(scope),
    )
    for (const one of asked)
      for (const { ref, column } of resolver.sourcesOf(one, scope)) needed.get(ref)?.add(column)
  }
  return all.map(({ ref, scope }) => {
    const conditions = conditionsOf(ref, scope, resolver)
    const first = conditions.map(({ column }) => column)
    const columns = [...new Set([...first, ...(needed.get(ref) ?? [])])]
    const isPlain = scope.tables.length === 1 && columns.length === 0
    const limit = isPlain ? scope.limit : undefined
    return { table: ref.table, columns, conditions, ...(limit !== undefined && { limit }) }
  })
}

/** A column of a table that is read. */
interface Source {
  readonly ref: TableRef
  readonly column: string
}

/** Says where columns come from, as far as tables and their columns are known. */
class Resolver {
  constructor(private readonly made: MadeTables) {}

  /** Where a column comes from: without a qualifier from every table of the scope that has it, as USING joins them. */
  sourcesOf({ qualifier, column }: ColumnRef, scope: ReadScope): readonly Source[] {
    for (let at: ReadScope | undefined = scope; at; at = at.parent) {
      const found =
        qualifier === undefined
          ? this.unqualified(column, at)
          : [
              ...at.tables
                .filter(({ alias }) => alias === qualifier)
                .map((ref) => ({ ref, column })),
              ...(at.derived.get(qualifier) ?? []).flatMap((inner) => this.through(column, inner)),
            ]
      const isKnown = qualifier !== undefined && at.derived.has(qualifier)
      if (found.length > 0 || isKnown)
        return found.filter(({ ref, column: own }) => this.has(ref, own))
      if (qualifier === undefined && at.others.length > 0) return []
    }
    return []
  }

  private unqualified(column: string, scope: ReadScope): readonly Source[] {
    const derived = [...scope.derived.values()].flat()
    const aliases = [...scope.tables.map(({ alias }) => alias), ...scope.derived.keys()]
    if (aliases.includes(column)) return []
    const own = scope.tables.filter((ref) => this.has(ref, column)).map((ref) => ({ ref, column }))
    return [...own, ...derived.flatMap((inner) => this.through(column, inner))]
  }

  /** Where a column comes from that a SELECT hands on, under that name or by a star. */
  private through(column: string, scope: ReadScope): readonly Source[] {
    const named = scope.columns.find(({ handedOnAs }) => handedOnAs === column)
    if (named) return this.sourcesOf(named, scope)
    if (!scope.isStar) return []
    return scope.tables.filter((ref) => this.has(ref, column)).map((ref) => ({ ref, column }))
  }

  /** The type that a column has in DuckDB. */
  typeOf({ table }: TableRef, column: string): string | undefined {
    return this.made.get(table)?.get(column)
  }

  private has({ table }: TableRef, column: string): boolean {
    return this.made.get(table)?.has(column) ?? false
  }
}

/** The conditions on one column and constants that a scan passes on. */
function conditionsOf(ref: TableRef, scope: ReadScope, resolver: Resolver): readonly Condition[] {
  const asked = conjuncts(scope.where).flatMap((tokens) => comparison(tokens) ?? [])
  const joins = conjuncts(scope.on)
  const joined = joins.flatMap((tokens) => comparison(tokens) ?? throughJoin(tokens, asked))
  return [...asked, ...joined].flatMap((found) => {
    // Of the conditions on a column of USING only an equality goes through a LEFT JOIN.
    const all = resolver.sourcesOf(found, scope)
    const some = found.operator === '=' || !scope.hasLeftJoin ? all : all.slice(0, 1)
    const sources = some.filter((source) => source.ref === ref)
    return sources.flatMap(({ column }) =>
      ranged(found).map((one) => ({
        column,
        text: conditionText(resolver.typeOf(ref, column), one),
      })),
    )
  })
}

/** `a.x = b.y` where `b.y` is a constant. */
function throughJoin(
  tokens: readonly Token[],
  asked: readonly Comparison[],
): readonly Comparison[] {
  const texts = tokens.map(({ text }) => text)
  const [left, right] = [columnIn(texts.slice(0, 3)), columnIn(texts.slice(4))]
  if (texts[3] !== '=' || !left || !right) return []
  const isRight = (one: Comparison) =>
    one.qualifier === right.qualifier && one.column === right.column && one.operator === '='
  return asked.filter(isRight).map((one) => ({ ...one, ...left }))
}

/** The parts of a condition that AND joins at its outermost level. */
function conjuncts(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (token.text === '(') depth += 1
    if (token.text === ')') depth -= 1
    if (depth === 0 && token.text.toUpperCase() === 'AND') parts.push([])
    else parts.at(-1)?.push(token)
  }
  return parts.flatMap((part) => (isWrapped(part) ? conjuncts(part.slice(1, -1)) : [part]))
}

/** The whole part is in one pair of parentheses. */
function isWrapped(tokens: readonly Token[]): boolean {
  if (tokens[0]?.text !== '(') return false
  let depth = 0
  for (const [index, { text }] of tokens.entries()) {
    if (text === '(') depth += 1
    if (text === ')') depth -= 1
    if (depth === 0) return index === tokens.length - 1
  }
  return false
}

interface Comparison {
  readonly qualifier: string | undefined
  readonly column: string
  readonly operator: string
  /** Numbers and strings as they stand in the text. */
  readonly constants: readonly string[]
}

const TURNED: Readonly<Record<string, string>> = {
  '=': '=',
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
}

/** `column < constant`, `constant >= column`, `column IN (constants)`; undefined for anything else. */
function comparison(tokens: readonly Token[]): Comparison | undefined {
  const texts = withoutCasts(tokens.map(({ text }) => text))
  const operatorAt = texts.findIndex((text) => text in TURNED || text.toUpperCase() === 'IN')
  const operator = texts[operatorAt] ?? ''
  const [left, right] = [texts.slice(0, operatorAt), texts.slice(operatorAt + 1)]
  if (operator.toUpperCase() === 'IN') {
    const constants = right.slice(1, -1).filter((text) => text !== ',')
    const isList = right[0] === '(' && constants.every(isConstant)
    const column = columnIn(left)
    return isList && column ? { ...column, operator: 'IN', constants } : undefined
  }
  if (right.length === 1 && isConstant(right[0] ?? '')) {
    const column = columnIn(left)
    return column && { ...column, operator, constants: right }
  }
  const column = left.length === 1 && isConstant(left[0] ?? '') ? columnIn(right) : undefined
  return column && { ...column, operator: TURNED[operator] ?? operator, constants: left }
}

/** A cast of a column to its own type says nothing. */
function withoutCasts(texts: readonly string[]): readonly string[] {
  const at = texts.indexOf('::')
  return at < 0 ? texts : withoutCasts([...texts.slice(0, at), ...texts.slice(at + 2)])
}

function isConstant(text: string): boolean {
  return /^(?:\d+|'.*')$/s.test(text)
}

function columnIn(texts: readonly string[]) {
  const isName = (text = '') => /^(?:[A-Za-z_]\w*|".*")$/s.test(text)
  if (texts.length === 1 && isName(texts[0]))
    return { qualifier: undefined, column: plain(texts[0] ?? '') }
  const isQualified = texts.length === 3 && texts[1] === '.' && texts[0] !== SCHEMA
  return isQualified && isName(texts[2])
    ? { qualifier: plain(texts[0] ?? ''), column: plain(texts[2] ?? '') }
    : undefined
}

/** A list of numbers without a gap is a range. */
function ranged(found: Comparison): readonly Comparison[] {
  if (found.operator !== 'IN' || found.constants.length < 2) return [found]
  if (!found.constants.every((text) => /^\d+$/.test(text))) return [found]
  const numbers = found.constants.map(Number).sort((a, b) => a - b)
  const [first = 0, last = 0] = [numbers[0], numbers.at(-1)]
  if (last - first !== new Set(numbers).size - 1) return [found]
  return [
    { ...found, operator: '>=', constants: [String(first)] },
    { ...found, operator: '<=', constants: [String(last)] },
  ]
}

/** Constants are quoted whatever they are; texts are compared byte by byte. */
function conditionText(type: string | undefined, { operator, constants }: Comparison): string {
  const collation = type?.startsWith('VARCHAR') ? ' COLLATE "C"' : ''
  const quoted = constants.map((text) => (text.startsWith("'") ? text : `'${text}'`))
  if (operator !== 'IN') return `${operator} ${quoted[0]}${collation}`
  return quoted.length === 1
    ? `= ${quoted[0]}${collation}`
    : `IN (${quoted.map((text) => `${text}${collation}`).join(', ')})`
}
