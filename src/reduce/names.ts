import type { Plan, Step } from '../model/plan.js'
import { identifierName } from '../sql/identifiers.js'
import { isKeyword } from '../sql/keywords.js'
import { type Token, tokenize } from '../sql/lexer.js'
import type { Grammar } from '../sql/peg/grammar.js'
import type { SyntaxNode, SyntaxTree } from '../sql/peg/parse.js'
import { lastName, nodeOf, nodesOf } from '../sql/peg/tree.js'
import type { Search } from './search.js'
import { columnOf, parsedSteps } from './shapes.js'

/** What a name stands for, and the letters from which its kind gets its names. */
const LETTERS = {
  table: 'tuvw',
  view: 'tuvw',
  column: 'cdefghijk',
  alias: 'xyz',
  other: 'opqrs',
} as const
type NameKind = keyof typeof LETTERS

/**
 * Short names, always the same ones: sessions a, b, c; tables and views t, u, v; columns c, d, e.
 * All at once, and if that does not show the same, one by one.
 */
export async function renameAll(search: Search, grammar: Grammar | undefined): Promise<void> {
  await search.attempt(withSessionsRenamed(search.plan))
  if (!grammar) return
  const renames = renamesOf(search.plan, grammar)
  if (renames.size === 0 || (await search.attempt(renamed(search.plan, renames)))) return
  for (const [from, to] of renames) {
    const isTaken = [...namesIn(search.plan)].includes(to)
    if (!isTaken) await search.attempt(renamed(search.plan, new Map([[from, to]])))
  }
}

function withSessionsRenamed(plan: Plan): Plan {
  const names = new Map(
    [...new Set(plan.steps.map(({ session }) => session))].map((name, index) => [
      name,
      sessionName(index),
    ]),
  )
  const of = (name: string) => names.get(name) ?? name
  return {
    ...plan,
    sessions: plan.sessions.map((session) => ({ ...session, name: of(session.name) })),
    steps: plan.steps.map((step): Step => ({ ...step, session: of(step.session) })),
  }
}

function sessionName(index: number): string {
  return index < 26 ? String.fromCharCode('a'.charCodeAt(0) + index) : `s${index}`
}

/** New names by old ones, in lower case; only those that change. */
function renamesOf(plan: Plan, grammar: Grammar): ReadonlyMap<string, string> {
  const defined = new Map<string, NameKind>()
  for (const tree of parsedSteps(plan, grammar).values()) {
    for (const statement of tree.statements) define(statement, tree, defined)
  }
  for (const name of namesInPostgres(plan)) defined.delete(name)
  const taken = new Set([...namesIn(plan)].filter((name) => !defined.has(name)))
  const renames = new Map<string, string>()
  for (const [name, kind] of defined) {
    const short = freeName(LETTERS[kind], taken)
    taken.add(short)
    if (short !== name) renames.set(name, short)
  }
  return renames
}

function freeName(letters: string, taken: ReadonlySet<string>): string {
  for (const letter of letters) if (!taken.has(letter)) return letter
  for (let number = 1; ; number += 1) {
    const name = `${letters.charAt(0)}${number}`
    if (!taken.has(name)) return name
  }
}

/**
 * Names that a statement brings into being, with what they stand for; the first meaning of a name
 * counts.
 */
function define(statement: SyntaxNode, tree: SyntaxTree, defined: Map<string, NameKind>): void {
  const add = (kind: NameKind, nodes: readonly (SyntaxNode | undefined)[]) => {
    for (const node of nodes) {
      const name = node && lastName(tree, node)
      if (name && mayBeRenamed(name, defined)) defined.set(name, kind)
    }
  }
  const create = nodeOf(statement, 'CreateStatementVariation')
  if (create) {
    const what = create.children[0]
    const kind =
      what?.rule === 'CreateTableStmt'
        ? 'table'
        : what?.rule === 'CreateViewStmt'
          ? 'view'
          : 'other'
    add(kind, [nodeOf(create, 'QualifiedName', 'IndexName')])
  }
  for (const element of nodesOf(statement, 'CreateTableColumnElement')) {
    const name = columnOf(tree, element)?.name
    if (name !== undefined && mayBeRenamed(name, defined)) defined.set(name, 'column')
  }
  add(
    'other',
    nodesOf(statement, 'PrepareStatement').map((entry) => nodeOf(entry, 'Identifier')),
  )
  add(
    'column',
    nodesOf(statement, 'AddColumnEntry').map((entry) => nodeOf(entry, 'DottedIdentifier')),
  )
  add(
    'table',
    nodesOf(statement, 'WithStatement').map((entry) => nodeOf(entry, 'ColIdOrString')),
  )
  add(
    'alias',
    nodesOf(statement, 'TableAlias').map((entry) =>
      nodeOf(entry, 'Identifier', 'IdentifierOrStringLiteral'),
    ),
  )
  add('alias', nodesOf(statement, 'ColLabelOrString'))
}

function mayBeRenamed(name: string, defined: ReadonlyMap<string, NameKind>): boolean {
  return !defined.has(name) && !isKeyword(name) && !name.startsWith('${')
}

/** What is named in PostgreSQL's words keeps its name: they are never changed. */
function namesInPostgres({ steps }: Plan): ReadonlySet<string> {
  const texts = steps.flatMap((step) =>
    step.kind === 'statement' ? [step.statement.postgres ?? ''] : [],
  )
  return new Set(texts.flatMap((text) => [...tokenize(text)].flatMap((one) => nameOf(one) ?? [])))
}

function namesIn({ steps }: Plan): ReadonlySet<string> {
  const names = new Set<string>()
  for (const step of steps) {
    if (step.kind !== 'statement') continue
    for (const token of tokenize(step.statement.sql)) {
      const name = nameOf(token)
      if (name !== undefined) names.add(name)
    }
  }
  return names
}

/** The name that a token is, in lower case; a string may hold one. */
function nameOf({ kind, text }: Token): string | undefined {
  if (kind === 'word' || kind === 'quoted-identifier') return identifierName(text).toLowerCase()
  return kind === 'string' && /^'[A-Za-z_]\w*'$/.test(text)
    ? text.slice(1, -1).toLowerCase()
    : undefined
}

function renamed(plan: Plan, renames: ReadonlyMap<string, string>): Plan {
  const steps = plan.steps.map((step): Step => {
    if (step.kind !== 'statement') return step
    const texts = tokenize(step.statement.sql).map((token) => {
      const to = renames.get(nameOf(token) ?? '')
      if (to === undefined) return token.text
      return token.kind === 'string' ? `'${to}'` : to
    })
    return { ...step, statement: { ...step.statement, sql: texts.join('') } }
  })
  return { ...plan, steps }
}
