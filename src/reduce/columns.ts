import type { Plan, Step } from '../model/plan.js'
import type { Grammar } from '../sql/peg/grammar.js'
import { parseText, type SyntaxNode, type SyntaxTree } from '../sql/peg/parse.js'
import { listIn, nodeOf } from '../sql/peg/tree.js'
import { edited } from './edits.js'
import { withSql } from './parameters.js'
import { type Pruned, pruned, withoutItems } from './prune.js'
import type { Search } from './search.js'
import {
  columnOf,
  insertedValues,
  parsedSteps,
  type Shape,
  shapesIn,
  tablesOf,
  withDependents,
} from './shapes.js'
import { sweep } from './sweep.js'

/** Fewer columns: each goes from its table and from all that mentions it, in one candidate. */
export async function reduceColumns(search: Search, grammar: Grammar): Promise<void> {
  for (const { name } of shapesIn(parsedSteps(search.plan, grammar))) {
    const drop = columnDropper(search.plan, name, grammar)
    const columns = drop?.columns ?? []
    await sweep(search, columns, (kept) =>
      kept.length === 0 ? undefined : drop?.without(columns.filter((one) => !kept.includes(one))),
    )
  }
}

/** Every plan with one column less, and the column. */
export function* columnRemovals(plan: Plan, grammar: Grammar) {
  for (const { name } of shapesIn(parsedSteps(plan, grammar))) {
    const drop = columnDropper(plan, name, grammar)
    if (!drop || drop.columns.length < 2) continue
    for (const column of drop.columns) {
      const shorter = drop.without([column])
      if (shorter) yield { what: `the column ${column} of ${name}`, plan: shorter }
    }
  }
}

interface Dropper {
  readonly columns: readonly string[]
  /**
   * The plan without these columns; undefined where nothing would be left of the last step, which
   * shows the finding.
   */
  without(columns: readonly string[]): Plan | undefined
}

function columnDropper(plan: Plan, name: string, grammar: Grammar): Dropper | undefined {
  const parsed = parsedSteps(plan, grammar)
  const shapes = shapesIn(parsed)
  const table = shapes.find((shape) => shape.name === name)
  if (!table || table.columns.length === 0) return undefined
  const users = withDependents(name, shapes)
  return {
    columns: table.columns.map((column) => column.name),
    without: (columns) => {
      const drop = { table, users, names: new Set(columns) }
      const steps = plan.steps.map((step, index) => {
        const tree = parsed.get(index)
        return tree ? withoutColumns(step, tree, { drop, grammar }) : step
      })
      if (steps.at(-1) === undefined) return undefined
      return { ...plan, steps: steps.flatMap((step) => step ?? []) }
    },
  }
}

interface Drop {
  readonly table: Shape
  /** The table and what is made of it. */
  readonly users: ReadonlySet<string>
  readonly names: ReadonlySet<string>
}

/** The step without the columns, undefined where nothing of it is left. */
function withoutColumns(
  step: Step,
  tree: SyntaxTree,
  { drop, grammar }: { readonly drop: Drop; readonly grammar: Grammar },
): Step | undefined {
  if (step.kind !== 'statement') return step
  const edits = tree.statements.map((statement) => statementEdits(statement, tree, drop))
  if (edits.includes('gone')) return undefined
  const all = edits.flatMap((one) => (one === 'gone' ? [] : one))
  if (all.length === 0) return step
  const shorter = edited(tree.sql, all)
  if (!parseText(shorter, grammar)) return undefined
  return { ...step, statement: withSql(step.statement, shorter) }
}

function statementEdits(statement: SyntaxNode, tree: SyntaxTree, drop: Drop): Pruned {
  const tables = tablesOf(statement, tree)
  if (!tables.some((table) => drop.users.has(table))) return []
  const create = nodeOf(statement, 'CreateTableColumnList')
  if (create) return tables[0] === drop.table.name ? definitionEdits(create, tree, drop) : []
  const edits = pruned(statement, tree, drop.names)
  const inserted = insertedValues(statement, tree, drop.table)
  if (edits === 'gone' || !inserted) return edits
  const stays = (index: number) => !drop.names.has(inserted.columns[index] ?? '')
  const values = inserted.rows.flatMap((row) =>
    withoutItems(
      row,
      row.children.filter((_, index) => stays(index)),
      tree,
    ),
  )
  return [...edits, ...values]
}

/** Elements of CREATE TABLE: the columns themselves, and constraints that name them. */
function definitionEdits(create: SyntaxNode, tree: SyntaxTree, { names }: Drop): Pruned {
  const list = listIn(create)
  if (!list) return []
  const inner = list.children.map((element): Pruned => {
    const column = columnOf(tree, element)
    return column && names.has(column.name) ? 'gone' : pruned(element, tree, names)
  })
  const kept = list.children.filter((_, index) => inner[index] !== 'gone')
  const left = inner.flatMap((edits) => (edits === 'gone' ? [] : edits))
  return kept.length === 0 ? 'gone' : [...left, ...withoutItems(list, kept, tree)]
}
