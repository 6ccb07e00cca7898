import type { CellRule, ColumnRule } from '../model/statement.js'

/** Reads `2:bag,3:ulps=64,5:member=3`; columns are counted from 1, as in SQL. Undefined when it is no such text. */
export function readColumnRules(text: string): readonly ColumnRule[] | undefined {
  const rules = text.split(',').map(readColumnRule)
  return rules.every((rule) => rule !== undefined) ? rules : undefined
}

/** Writes rules as readColumnRules reads them. */
export function printColumnRules(rules: readonly ColumnRule[]): string {
  return rules.map(({ index, rule }) => `${index + 1}:${printRule(rule)}`).join(',')
}

function readColumnRule(text: string): ColumnRule | undefined {
  const found = /^([1-9]\d{0,5}):(\w+)(?:=(\S+))?$/.exec(text)
  if (!found) return undefined
  const rule = readRule(found[2] ?? '', found[3])
  return rule === undefined ? undefined : { index: Number(found[1]) - 1, rule }
}

const WORDS = ['exact', 'bag', 'presence', 'any'] as const

function readRule(word: string, value: string | undefined): CellRule | undefined {
  if (value === undefined) return WORDS.find((known) => known === word)
  const number = Number(value)
  if (!Number.isFinite(number) || number < 0) return undefined
  if (word === 'ulps') return { ulps: number }
  if (word === 'absolute') return { absolute: number }
  const isPosition = word === 'member' && Number.isInteger(number) && number >= 1
  return isPosition ? { memberOf: number - 1 } : undefined
}

function printRule(rule: CellRule): string {
  if (typeof rule === 'string') return rule
  if ('ulps' in rule) return `ulps=${rule.ulps}`
  if ('absolute' in rule) return `absolute=${rule.absolute}`
  return `member=${rule.memberOf + 1}`
}
