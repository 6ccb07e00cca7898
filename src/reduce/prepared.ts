import type { Plan } from '../model/plan.js'
import { type Token, tokenize } from '../sql/lexer.js'
import type { Grammar } from '../sql/peg/grammar.js'
import type { SyntaxNode, SyntaxTree } from '../sql/peg/parse.js'
import { lastName, listIn, nodeOf, textOf } from '../sql/peg/tree.js'
import type { Search } from './search.js'
import { parsedSteps } from './shapes.js'
import { withText } from './with-text.js'

/** EXECUTE becomes what was prepared, with the arguments in it, and PREPARE and DEALLOCATE go. */
export async function inlinePrepared(search: Search, grammar: Grammar): Promise<void> {
  for (let wasInlined = true; wasInlined; ) {
    wasInlined = (await search.first(inlined(search.plan, grammar))) !== undefined
  }
}

function* inlined(plan: Plan, grammar: Grammar): Generator<Plan> {
  const parsed = parsedSteps(plan, grammar)
  for (const tree of parsed.values()) {
    const prepare = onlyNode(tree, 'PrepareStatement')
    const body = prepare?.children.find(({ rule }) => rule === 'Statement')
    if (prepare && body)
      yield withoutName(plan, { name: nameIn(prepare, tree), body: textOf(tree, body) }, parsed)
  }
}

interface Prepared {
  readonly name: string
  readonly body: string
}

function withoutName(
  plan: Plan,
  { name, body }: Prepared,
  parsed: ReadonlyMap<number, SyntaxTree>,
): Plan {
  const gone = new Set<number>()
  let changed = plan
  for (const [index, tree] of parsed) {
    const use = onlyNode(tree, 'PrepareStatement', 'ExecuteStatement', 'DeallocateStatement')
    if (!use || nameIn(use, tree) !== name) continue
    if (use.rule !== 'ExecuteStatement') gone.add(index)
    else changed = withText(changed, index, withArguments(body, argumentsOf(use, tree))) ?? changed
  }
  return { ...changed, steps: changed.steps.filter((_, index) => !gone.has(index)) }
}

/** What a text of one statement is, if it is one of these. */
function onlyNode({ statements }: SyntaxTree, ...rules: readonly string[]): SyntaxNode | undefined {
  const [statement, ...more] = statements
  const node = statement?.children[0]
  return node && more.length === 0 && rules.includes(node.rule) ? node : undefined
}

function nameIn(node: SyntaxNode, tree: SyntaxTree): string {
  const name = nodeOf(node, 'Identifier')
  return name ? lastName(tree, name) : ''
}

function argumentsOf(execute: SyntaxNode, tree: SyntaxTree): readonly string[] {
  const list = listIn(nodeOf(execute, 'TableFunctionArguments'))
  return (list?.children ?? []).map((item) => textOf(tree, item))
}

function withArguments(body: string, values: readonly string[]): string {
  let position = 0
  const text = ({ kind, text: written }: Token) => {
    if (kind !== 'parameter') return written
    const number = written === '?' ? ++position : Number(written.slice(1))
    return values[number - 1] ?? written
  }
  return tokenize(body).map(text).join('')
}
