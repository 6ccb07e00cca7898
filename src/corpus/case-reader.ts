import type { Case, CaseHeader } from '../model/case.js'
import { UsageError } from '../model/errors.js'
import type { Known } from '../model/known.js'
import type { ClientSpec, NodeChoice, Step } from '../model/plan.js'
import type { Statement } from '../model/statement.js'
import { isSignificant, type Token, tokenAt } from '../sql/lexer.js'
import { type ClientLine, readClient } from './client-line.js'
import {
  DIRECTIVES,
  type DirectiveName,
  type DirectiveText,
  type HeaderLine,
  isDirectiveName,
  readCompare,
  readDirective,
  readExpect,
  readHeaderLine,
  readName,
  readNode,
  readParams,
} from './directives.js'
import { isKnownSoFar, missingOf } from './known/header.js'
import { readSentence } from './sentence.js'
import { readDelivery } from './wire-form.js'

/** What directives have said about the next statement. */
type Pending = Partial<Omit<Statement, 'sql'>>

const DEFAULT_SESSION = 'a'

/**
 * One pass over a case's text. A class because position, directives and plan grow together; see
 * parseCase.
 */
export class CaseReader {
  private at = 0
  private isTitled = false
  private isHeader = true
  private header: HeaderLine = {}
  /** Where the first line of a known difference stands. */
  private knownAt = 0
  private current: string | undefined
  private pending: Pending = {}
  private pendingAt = 0
  private readonly sessions = new Map<string, NodeChoice>()
  private readonly steps: Step[] = []
  private readonly clients: ClientSpec[] = []
  /** Where each step begins in the text. */
  private readonly starts: number[] = []

  constructor(
    private readonly text: string,
    private readonly fileName: string,
  ) {}

  /** The whole case. Throws UsageError. */
  read(): Case {
    while (this.at < this.text.length) {
      const token = tokenAt(this.text, this.at)
      if (token.kind === 'comment') this.comment(token)
      else if (token.kind === 'whitespace' || token.text === ';') this.at += token.text.length
      else this.statement()
    }
    this.nothingPending('the end of the file')
    const { features = [], ...header } = this.header
    const sessions = [...this.sessions].map(([name, node]) => ({ name, node }))
    const { steps, clients } = this
    const plan = { sessions, steps, ...(clients.length > 0 && { clients }), features }
    return { header: this.wholeHeader(header), plan }
  }

  /** The line of each step, from 1; known once the case was read. */
  lines(): readonly number[] {
    let [line, at] = [1, 0]
    return this.starts.map((start) => {
      for (; at < start; at += 1) if (this.text[at] === '\n') line += 1
      return line
    })
  }

  private comment(token: Token): void {
    this.at += token.text.length
    const directive = readDirective(token.text)
    if (directive && (this.isTitled || isDirectiveName(directive.name))) {
      this.standsAlone(token)
      this.isHeader = false
      this.directive(directive, token)
    } else if (this.isHeader) this.headerLine(token)
  }

  private headerLine(token: Token): void {
    const title = /^--[ \t]*goldeneye case[ \t]*(\S*)[ \t]*$/.exec(token.text)
    if (title) {
      if (title[1] !== '1') this.fail(token, `case format ${title[1]} is not known`, NEWER)
      this.isTitled = true
      return
    }
    if (!this.isTitled) return
    const line = readHeaderLine(token.text)
    if (!line) return
    if ('write' in line) {
      const hint = line.write === undefined ? HEADER_HINT : `Write ${line.write}.`
      this.fail(token, 'this header line is malformed', hint)
    }
    if (line.known && !this.header.known) this.knownAt = token.start
    const known = line.known && { ...this.header.known, ...line.known }
    this.header = { ...this.header, ...line, ...(known && { known }) }
  }

  /** The whole header: a known difference has an issue, a reason and what it covers, or it is refused. */
  private wholeHeader({ known = {}, ...rest }: Omit<HeaderLine, 'features'>): CaseHeader {
    if (!isKnownSoFar(known)) return rest
    const missing = missingOf(known)
    if (missing) {
      const message = `a known difference with ${missing.what}`
      this.failAt(this.knownAt, message, `Write ${missing.write}.`)
    }
    return { ...rest, known: { applies: [], ...known } as Known }
  }

  private directive({ name, value }: DirectiveText, token: Token): void {
    if (!isDirectiveName(name)) {
      this.fail(token, `@${name} is not a directive`, `Known are @${DIRECTIVES.join(', @')}.`)
    }
    const read = <T>(reader: (value: string) => T | undefined, hint: string): T =>
      reader(value) ?? this.fail(token, `"${value}" is no value of @${name}`, `Write ${hint}.`)
    const obey: Readonly<Record<DirectiveName, () => void>> = {
      session: () => this.switchTo(read(readName, '`-- @session a`')),
      node: () => this.setNode(token, read(readNode, '`-- @node leader|follower|reader|any|0`')),
      open: () => this.sessionStep('open', read(readName, '`-- @open a`'), token),
      close: () => this.sessionStep('close', read(readName, '`-- @close a`'), token),
      cancel: () => this.sessionStep('cancel', read(readName, '`-- @cancel a`'), token),
      client: () => this.client(read(readClient, CLIENT_HINT)),
      delivery: () => this.say(token, read(readDelivery, DELIVERY_HINT)),
      same: () => this.say(token, { same: read(readName, '`-- @same q1`') }),
      params: () => this.say(token, { params: read(readParams, PARAMS_HINT) }),
      postgres: () => this.say(token, { postgres: read(readWords, POSTGRES_HINT) }),
      waits: () =>
        this.say(token, { waits: read(readNothing, '`-- @waits`, with nothing behind it') }),
      expect: () => this.say(token, { expect: read(readExpect, EXPECT_HINT) }),
      compare: () => this.say(token, { compare: read(readCompare, COMPARE_HINT) }),
      batch: () => this.batch(token),
      end: () => this.fail(token, '@end without @batch', 'Put `-- @batch` before the text.'),
    }
    obey[name]()
  }

  private switchTo(session: string): void {
    this.nothingPending('@session')
    this.declare(session)
    this.current = session
  }

  private declare(session: string): void {
    if (!this.sessions.has(session)) this.sessions.set(session, 'any')
  }

  private setNode(token: Token, node: NodeChoice): void {
    if (this.steps.some((step) => step.session === this.session())) {
      this.fail(
        token,
        '@node after a step of its session',
        'Put it behind the first @session line.',
      )
    }
    this.sessions.set(this.session(), node)
  }

  private sessionStep(kind: 'open' | 'close' | 'cancel', session: string, { start }: Token): void {
    this.nothingPending(`@${kind}`)
    this.declare(session)
    this.starts.push(start)
    this.steps.push({ kind, session })
  }

  private client(client: ClientLine): void {
    this.nothingPending('@client')
    this.declare(client.session)
    this.clients.push({ ...client, at: this.steps.length })
  }

  private session(): string {
    this.current ??= DEFAULT_SESSION
    this.declare(this.current)
    return this.current
  }

  private say(token: Token, said: Pending): void {
    this.pending = { ...this.pending, ...said }
    this.pendingAt = token.start
  }

  private nothingPending(where: string): void {
    if (Object.keys(this.pending).length === 0) return
    const message = `this directive has no statement before ${where}`
    this.failAt(this.pendingAt, message, 'Put it right before the statement that it is about.')
  }

  private push(sql: string, start: number): void {
    this.starts.push(start)
    const statement: Statement = { sql, params: [], delivery: 'simple', ...this.pending }
    this.steps.push({ kind: 'statement', session: this.session(), statement })
    this.pending = {}
    this.isHeader = false
  }

  /** From the first token to the last before a semicolon or the end of the text. */
  private statement(): void {
    const start = this.at
    let end = start
    while (this.at < this.text.length) {
      const token = tokenAt(this.text, this.at)
      this.at += token.text.length
      if (token.text === ';') break
      if (token.kind === 'unterminated') {
        this.fail(token, 'a quote or comment opens here and never ends', UNTERMINATED_HINT)
      }
      if (token.kind === 'comment') this.noDirectiveInside(token)
      if (isSignificant(token)) end = this.at
    }
    this.push(this.text.slice(start, end), start)
  }

  private noDirectiveInside(token: Token): void {
    const directive = readDirective(token.text)
    if (!directive || !(this.isTitled || isDirectiveName(directive.name))) return
    this.fail(
      token,
      'a directive inside a statement',
      'End the statement before it with a semicolon, or put it between `-- @batch` and `-- @end`.',
    )
  }

  private standsAlone(token: Token): void {
    const lineStart = this.text.lastIndexOf('\n', token.start - 1) + 1
    if (this.text.slice(lineStart, token.start).trim() === '') return
    this.fail(token, 'a directive behind a statement', 'Put it on a line of its own, before.')
  }

  /** The lines up to `-- @end`, as they are. */
  private batch(token: Token): void {
    const opening = /[ \t]*(\r?)\n/y
    opening.lastIndex = this.at
    const isCrlf = opening.exec(this.text)?.[1] === '\r'
    const closing = /^-- @end[ \t\r]*$/gm
    closing.lastIndex = opening.lastIndex
    const end = closing.exec(this.text)
    if (opening.lastIndex === 0 || !end || end.index === opening.lastIndex) {
      this.fail(token, '@batch without its text and @end', 'Close it with a line `-- @end`.')
    }
    const raw = this.text.slice(opening.lastIndex, end.index - 1)
    const sql = isCrlf && raw.endsWith('\r') ? raw.slice(0, -1) : raw
    this.at = closing.lastIndex
    this.push(sql.replaceAll(/^-- @\\(?=\\*end[ \t\r]*$)/gm, '-- @'), opening.lastIndex)
  }

  private fail(token: Token, message: string, hint: string): never {
    this.failAt(token.start, message, hint)
  }

  private failAt(offset: number, message: string, hint: string): never {
    const line = this.text.slice(0, offset).split('\n').length
    throw new UsageError(`${this.fileName}:${line}: ${message}.`, hint)
  }
}

function readNothing(value: string): true | undefined {
  return value === '' ? true : undefined
}

/** An empty line says nothing; nothing is written as `""`. */
function readWords(value: string): string | undefined {
  return value === '' ? undefined : readSentence(value)
}

const NEWER = 'This goldeneye reads `-- goldeneye case 1`; a newer one may have written the file.'
const HEADER_HINT =
  'Write `-- finding: GE-7f3a9c21   oracle: state   kind: type` or `-- from: name seed=42 index=7`.'
const CLIENT_HINT = '`-- @client a ducklake-writer {"seed":7}`: a session, a program, its arguments'
const DELIVERY_HINT =
  '`-- @delivery simple|extended|prepared|pipeline|copy`, and behind it results=binary, params=binary, fetch=2, ...'
const PARAMS_HINT =
  "`-- @params DECIMAL(18,2) '1.50', INTEGER NULL`: a type and a quoted value each"
const POSTGRES_HINT =
  "`-- @postgres SELECT 1`: the statement in PostgreSQL's words, as JSON where it has several lines"
const EXPECT_HINT = '`-- @expect ok` or an error class such as `catalog`, `binder`, `constraint`'
const COMPARE_HINT =
  '`-- @compare rows=ordered|bag|count|none columns=2:bag,3:ulps=64 because <why>`, columns being optional'
const UNTERMINATED_HINT =
  'Close it; text that is broken on purpose goes between `-- @batch` and `-- @end`.'
