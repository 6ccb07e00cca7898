import type { Dice } from '../random/dice.js'

/** The kinds of values that expressions are made of and give. */
export type ValueKind =
  | 'integer'
  | 'decimal'
  | 'double'
  | 'text'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'list'

/** A column that expressions may use. */
export interface ExpressionColumn {
  readonly sql: string
  readonly kind: ValueKind
}

/** One step of building: the kinds of its operands, and the text around them. */
interface Shape {
  readonly gives: ValueKind
  readonly takes: readonly ValueKind[]
  readonly sql: (...operands: readonly string[]) => string
}

const shape = (gives: ValueKind, takes: readonly ValueKind[], sql: Shape['sql']): Shape => ({
  gives,
  takes,
  sql,
})

/**
 * Functions and operators that have one answer for all operands and fail for none, as long as integers are small: nothing
 * here multiplies columns, divides by them, or asks a mathematics library that other machines do not have.
 */
const SHAPES: readonly Shape[] = [
  shape('integer', ['integer', 'integer'], (a, b) => `(${a} + ${b})`),
  shape('integer', ['integer'], (a) => `(${a} % 7)`),
  shape('integer', ['integer'], (a) => `(-${a} // 3)`),
  shape('integer', ['integer'], (a) => `abs(${a})`),
  shape('integer', ['text'], (a) => `length(${a})`),
  shape('integer', ['text', 'text'], (a, b) => `strpos(${a}, ${b})`),
  shape('integer', ['text'], (a) => `TRY_CAST(${a} AS INTEGER)`),
  shape('integer', ['date'], (a) => `dayofyear(${a})`),
  shape('integer', ['timestamp'], (a) => `hour(${a})`),
  shape('integer', ['date', 'date'], (a, b) => `date_diff('month', ${a}, ${b})`),
  shape('integer', ['list'], (a) => `len(${a})`),
  shape('integer', ['list'], (a) => `list_sum(${a})::BIGINT`),
  shape('integer', ['boolean', 'integer', 'integer'], (a, b, c) => choice(a, b, c)),
  shape('integer', ['integer', 'integer'], (a, b) => `coalesce(${a}, ${b})`),
  shape('decimal', ['decimal', 'decimal'], (a, b) => `(${a} + ${b})::DECIMAL(18,2)`),
  shape('decimal', ['decimal'], (a) => `round(${a}, 1)::DECIMAL(18,2)`),
  shape('decimal', ['integer'], (a) => `${a}::DECIMAL(18,2)`),
  shape('decimal', ['boolean', 'decimal', 'decimal'], (a, b, c) => choice(a, b, c)),
  shape('double', ['double'], (a) => `(${a} / 8)`),
  shape('double', ['double', 'double'], (a, b) => `(${a} + ${b})`),
  shape('double', ['integer'], (a) => `(${a} / 4)`),
  shape('double', ['double'], (a) => `abs(${a})`),
  shape('text', ['text'], (a) => `upper(${a})`),
  shape('text', ['text'], (a) => `reverse(${a})`),
  shape('text', ['text'], (a) => `substr(${a}, 2, 3)`),
  shape('text', ['text', 'text'], (a, b) => `(${a} || ${b})`),
  shape('text', ['text', 'text'], (a, b) => `concat_ws('|', ${a}, ${b})`),
  shape('text', ['text'], (a) => `replace(${a}, 'a', 'ä')`),
  shape('text', ['text'], (a) => `lpad(${a}, 5, '🦆')`),
  shape('text', ['text'], (a) => `regexp_replace(${a}, '[aeiou]', '<\\0>', 'g')`),
  shape('text', ['text'], (a) => `nullif(${a}, '')`),
  shape('text', ['integer'], (a) => `${a}::VARCHAR`),
  shape('text', ['decimal'], (a) => `${a}::VARCHAR`),
  shape('text', ['date'], (a) => `strftime(${a}, '%d.%m.%Y')`),
  shape('text', ['timestamp'], (a) => `${a}::VARCHAR`),
  shape('text', ['list'], (a) => `array_to_string(${a}, '-')`),
  shape('text', ['boolean', 'text', 'text'], (a, b, c) => choice(a, b, c)),
  shape('boolean', ['integer', 'integer'], (a, b) => `(${a} < ${b})`),
  shape('boolean', ['integer', 'integer'], (a, b) => `(${a} IS DISTINCT FROM ${b})`),
  shape('boolean', ['text', 'text'], (a, b) => `(${a} >= ${b})`),
  shape('boolean', ['text', 'text'], (a, b) => `contains(${a}, ${b})`),
  shape('boolean', ['text'], (a) => `(${a} LIKE '%a%')`),
  shape('boolean', ['double', 'double'], (a, b) => `(${a} <= ${b})`),
  shape('boolean', ['date', 'date'], (a, b) => `(${a} BETWEEN DATE '2000-01-01' AND ${b})`),
  shape('boolean', ['list', 'integer'], (a, b) => `list_contains(${a}, ${b})`),
  shape('boolean', ['boolean', 'boolean'], (a, b) => `(${a} AND NOT ${b})`),
  shape('boolean', ['boolean', 'boolean'], (a, b) => `(${a} OR ${b})`),
  shape('boolean', ['text'], (a) => `(${a} IS NULL)`),
  shape('date', ['date'], (a) => `(${a} + 31)`),
  shape('date', ['date'], (a) => `last_day(${a})`),
  shape('date', ['timestamp'], (a) => `${a}::DATE`),
  shape('date', ['date'], (a) => `date_trunc('quarter', ${a})::DATE`),
  shape('timestamp', ['timestamp'], (a) => `(${a} + INTERVAL '1 month 1 day')`),
  shape('timestamp', ['timestamp'], (a) => `date_trunc('hour', ${a})`),
  shape('timestamp', ['date'], (a) => `${a}::TIMESTAMP`),
  shape('list', ['list', 'list'], (a, b) => `list_concat(${a}, ${b})`),
  shape('list', ['list'], (a) => `list_sort(${a}, 'DESC', 'NULLS LAST')::BIGINT[]`),
  shape('list', ['list'], (a) => `list_transform(${a}, lambda x: x + 1)`),
  shape('list', ['list'], (a) => `(${a})[1:2]`),
  shape('list', ['integer', 'integer'], (a, b) => `[${a}, ${b}, NULL]::BIGINT[]`),
]

function choice(condition?: string, yes?: string, no?: string): string {
  return `CASE WHEN ${condition} THEN ${yes} ELSE ${no} END`
}

/** Values beside those of the columns. */
const CONSTANTS: Readonly<Record<ValueKind, readonly string[]>> = {
  integer: ['0::BIGINT', '1::BIGINT', '-3::BIGINT', 'NULL::BIGINT'],
  decimal: ['0.00::DECIMAL(18,2)', '1.50::DECIMAL(18,2)', 'NULL::DECIMAL(18,2)'],
  double: ['0.5::DOUBLE', "'-0.0'::DOUBLE", "'nan'::DOUBLE", "'inf'::DOUBLE", 'NULL::DOUBLE'],
  text: ["''", "'a'", "'é🦆'", "'NULL'", 'NULL::VARCHAR'],
  boolean: ['true', 'false', 'NULL::BOOLEAN'],
  date: ["DATE '2024-02-29'", "DATE '1969-12-31'", 'NULL::DATE'],
  timestamp: ["TIMESTAMP '2024-02-29 23:59:59.999999'", 'NULL::TIMESTAMP'],
  list: ['[]::BIGINT[]', '[3, NULL, 1]::BIGINT[]', 'NULL::BIGINT[]'],
}

/** What an expression is drawn from. */
export interface ExpressionChoice {
  readonly columns: readonly ExpressionColumn[]
  readonly dice: Dice
  /** How deep calls are nested; 0 gives a column or a constant. */
  readonly depth: number
}

/** An expression of that kind. It has one value for each row and fails for none. */
export function drawExpression(kind: ValueKind, choices: ExpressionChoice): string {
  const { dice, depth, columns } = choices
  const shapes = SHAPES.filter(({ gives }) => gives === kind)
  if (depth === 0 || shapes.length === 0) return leaf(kind, columns, dice)
  const { takes, sql } = dice.pick(shapes)
  const operands = takes.map((operand) =>
    drawExpression(operand, { ...choices, depth: dice.below(depth) }),
  )
  return sql(...operands)
}

function leaf(kind: ValueKind, columns: readonly ExpressionColumn[], dice: Dice): string {
  const fit = columns.filter((column) => column.kind === kind)
  if (fit.length === 0 || dice.chance(1, 4)) return `(${dice.pick(CONSTANTS[kind])})`
  return dice.pick(fit).sql
}

/** Every kind of value. */
export const VALUE_KINDS = Object.keys(CONSTANTS) as readonly ValueKind[]
