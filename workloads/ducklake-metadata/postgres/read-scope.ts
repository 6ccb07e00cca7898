import { significantTokens, type Token } from '../../../src/index.js'

/** A metadata table where a query names it. */
export interface TableRef {
  readonly table: string
  readonly alias: string
}

/** Where a query names a column: `del.path`, or `path` alone. */
export interface ColumnRef {
  readonly qualifier: string | undefined
  readonly column: string
  /** The name that it has outside, where a SELECT does nothing with it but hand it on. */
  readonly handedOnAs?: string | undefined
}

/** One SELECT of a query, with those inside of it. */
export interface ReadScope {
  readonly parent: ReadScope | undefined
  readonly tables: TableRef[]
  /** SELECTs that stand for a table here, by their alias. */
  readonly derived: Map<string, ReadScope[]>
  /** Names of common table expressions that are read here: their columns are not ours. */
  readonly others: string[]
  readonly columns: ColumnRef[]
  readonly where: Token[]
  /** The conditions of its joins, joined by AND. */
  readonly on: Token[]
  isStar: boolean
  hasLeftJoin: boolean
  limit: string | undefined
}

/** A common table expression that the client has computed by the server. */
export interface Materialised {
  readonly name: string
  readonly body: string
}

/** All SELECTs of a query, and the expressions that are passed through. */
export interface ReadText {
  readonly scopes: readonly ReadScope[]
  readonly materialised: readonly Materialised[]
}

/** The schema as it stands in a plan's statements. */
export const SCHEMA = '"${schema:lake}"'

/** Reads a query of the client as far as its scans need it. Undefined for a text with a form that is not known here. */
export function readText(sql: string): ReadText | undefined {
  const reader = new Reader(significantTokens(sql), sql)
  reader.query(undefined)
  return reader.isWhole ? { scopes: reader.scopes, materialised: reader.materialised } : undefined
}

const JOINS = new Set(['FROM', 'JOIN', ',', 'LATERAL'])
/** Words that end the FROM clause's table, or stand where an alias could. */
const NO_ALIAS = new Set(
  'WHERE ON USING LEFT RIGHT INNER FULL CROSS JOIN GROUP ORDER HAVING LIMIT UNION SET LATERAL'.split(
    ' ',
  ),
)
/** Which part of a SELECT a word begins. */
const PARTS: ReadonlyMap<string, 'where' | 'on' | 'other'> = new Map([
  ['WHERE', 'where'],
  ['ON', 'on'],
  ...[',', 'LEFT', 'RIGHT', 'INNER', 'FULL', 'CROSS', 'JOIN', 'USING'].map(other),
  ...['GROUP', 'ORDER', 'HAVING', 'LIMIT', 'UNION', 'QUALIFY'].map(other),
])

function other(word: string) {
  return [word, 'other'] as const
}

const AND: Token = { kind: 'word', text: 'AND', start: 0 }

/** One pass over the tokens. A class because the place and the scopes grow together. */
class Reader {
  readonly scopes: ReadScope[] = []
  readonly materialised: Materialised[] = []
  private at = 0
  /** Here is the list of a SELECT, outside of its parentheses. */
  private isInList = false

  constructor(
    private readonly tokens: readonly Token[],
    private readonly sql: string,
  ) {}

  /** Nothing is left but a semicolon. */
  get isWhole(): boolean {
    return this.tokens.slice(this.at).every(({ text }) => text === ';')
  }

  /** `[WITH ...] SELECT ... [UNION [ALL] SELECT ...]`, up to what it does not know or a closing parenthesis. */
  query(parent: ReadScope | undefined): ReadScope[] {
    if (this.word() === 'WITH') this.expressions(parent)
    const scopes: ReadScope[] = []
    while (this.word() === 'SELECT') {
      this.at += 1
      scopes.push(this.select(parent))
      if (this.word() !== 'UNION') break
      this.at += this.word(1) === 'ALL' ? 2 : 1
    }
    return scopes
  }

  private expressions(parent: ReadScope | undefined): void {
    do {
      this.at += 1
      const name = this.text()
      while (this.text() !== '(' || this.word(1) !== 'SELECT') {
        if (this.at >= this.tokens.length) return
        this.at += 1
      }
      const isMaterialised = this.word(-1) === 'MATERIALIZED'
      const start = (this.tokens[this.at]?.start ?? 0) + 1
      this.at += 1
      const before = this.scopes.length
      const inner = this.query(parent)
      const end = this.tokens[this.at]?.start ?? this.sql.length
      this.at += 1
      if (isMaterialised) {
        this.scopes.splice(before)
        this.materialised.push({ name, body: this.sql.slice(start, end).trim() })
      } else for (const scope of inner) scope.isStar = false
    } while (this.text() === ',')
  }

  private select(parent: ReadScope | undefined): ReadScope {
    const scope: ReadScope = {
      ...{ parent, tables: [], derived: new Map(), others: [], columns: [], where: [], on: [] },
      ...{ isStar: this.text() === '*', hasLeftJoin: false, limit: undefined },
    }
    this.scopes.push(scope)
    let [part, isListed]: ['where' | 'on' | 'other', boolean] = ['other', true]
    for (let depth = 0; this.at < this.tokens.length; ) {
      const word = this.word()
      if (depth === 0 && word === 'FROM') isListed = false
      this.isInList = isListed && depth === 0
      if (depth === 0 && (this.text() === ')' || this.text() === ';' || word === 'UNION')) break
      const next = depth === 0 && !isListed ? PARTS.get(word) : undefined
      if (word === 'ON' && next && scope.on.length > 0) scope.on.push(AND)
      if (next) part = next
      else if (part !== 'other' && !this.isSubquery())
        scope[part].push(this.tokens[this.at] as Token)
      if (depth === 0 && word === 'LEFT') scope.hasLeftJoin = true
      if (depth === 0 && word === 'LIMIT') scope.limit = this.text(1)
      if (this.isSubquery()) this.subquery(scope)
      else if (this.isTable()) this.table(scope)
      else {
        if (this.text() === '(') depth += 1
        if (this.text() === ')') depth -= 1
        this.column(scope)
      }
    }
    return scope
  }

  private isSubquery(): boolean {
    return this.text() === '(' && (this.word(1) === 'SELECT' || this.word(1) === 'WITH')
  }

  /** Its tokens are no part of a condition that could be passed on. */
  private subquery(scope: ReadScope): void {
    const isTable = JOINS.has(this.word(-1))
    this.at += 1
    const inner = this.query(scope)
    this.at += 1
    if (isTable) scope.derived.set(this.alias('') ?? '', inner)
    else for (const one of inner) one.isStar = false
  }

  private isTable(): boolean {
    if (!JOINS.has(this.word(-1)) || this.kind() !== 'name') return false
    return this.text() === SCHEMA || this.word(-1) !== ','
  }

  private table(scope: ReadScope): void {
    if (this.text() !== SCHEMA) {
      scope.others.push(this.text())
      this.at += 1
      this.alias('')
      return
    }
    const table = plain(this.text(2))
    this.at += 3
    scope.tables.push({ table, alias: this.alias(table) ?? table })
  }

  /** The name behind a table, which may follow AS; what was given where there is none. */
  private alias(otherwise: string): string | undefined {
    if (this.word() === 'AS') this.at += 1
    if (this.kind() !== 'name' || NO_ALIAS.has(this.word())) return otherwise
    const name = plain(this.text())
    this.at += 1
    return name
  }

  private column(scope: ReadScope): void {
    const isName = this.kind() === 'name' && this.text(1) !== '(' && this.word(-1) !== 'AS'
    const isBehindPoint = this.text(-1) === '.'
    if (isName && !isBehindPoint && !this.isNewName()) {
      const isQualified = this.text(1) === '.'
      const column = plain(this.text(isQualified ? 2 : 0))
      const qualifier = isQualified ? plain(this.text()) : undefined
      const handedOnAs = this.nameHandedOn(isQualified ? 3 : 1, column)
      scope.columns.push({ qualifier, column, handedOnAs })
    }
    this.at += 1
  }

  /** A name that an item of the list gets without AS: behind NULL, or behind a call that is no DISTINCT ON. */
  private isNewName(): boolean {
    if (!this.isInList || (this.text(1) !== ',' && this.text(1) !== ')' && this.word(1) !== 'FROM'))
      return false
    if (this.word(-1) === 'NULL') return true
    if (this.text(-1) !== ')') return false
    let [back, depth] = [-1, 1]
    for (; depth > 0 && this.at + back > 0; ) {
      back -= 1
      if (this.text(back) === ')') depth += 1
      if (this.text(back) === '(') depth -= 1
    }
    return this.word(back - 1) !== 'ON'
  }

  /** The name that a column has outside, where it is all of an item of the list; `length` are its tokens. */
  private nameHandedOn(length: number, column: string): string | undefined {
    if (this.word(-1) !== 'SELECT' && !(this.text(-1) === ',' && this.isInList)) return undefined
    const isNamed = this.word(length) === 'AS'
    const end = this.word(isNamed ? length + 2 : length)
    if (end !== ',' && end !== 'FROM') return undefined
    return isNamed ? plain(this.text(length + 1)) : column
  }

  private kind(): 'name' | 'other' {
    const token = this.tokens[this.at]
    return token?.kind === 'word' || token?.kind === 'quoted-identifier' ? 'name' : 'other'
  }

  private text(ahead = 0): string {
    return this.tokens[this.at + ahead]?.text ?? ''
  }

  private word(ahead = 0): string {
    return this.text(ahead).toUpperCase()
  }
}

/** A name without its quotes. */
export function plain(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name
}
