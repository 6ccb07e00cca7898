import type { Condition } from './records.js'

/** The variables of the loops around a record, with their values. */
export type LoopVariables = ReadonlyMap<string, string>

const COMPARISON = /^\s*([^<>=]+?)\s*(<>|>=|>|<=|<|=)\s*(\S(?:.*\S)?)\s*$/

/**
 * Reads `threadid>=1&&threadid<=10` behind `onlyif` or `skipif`. Undefined for the name of an
 * engine, null for a comparison that is broken.
 */
export function readConditions(
  text: string,
  isSkip: boolean,
): readonly Condition[] | null | undefined {
  if (!/[=<>]/.test(text)) return undefined
  const conditions = text.split('&&').map((part): Condition | undefined => {
    const [, variable, operator, value] = COMPARISON.exec(part) ?? []
    if (variable === undefined || operator === undefined || value === undefined) return undefined
    return { variable, operator: operator as Condition['operator'], value, isSkip }
  })
  return conditions.every((condition) => condition !== undefined) ? conditions : null
}

/** Whether a record with these conditions is run in this turn of its loops. */
export function holds(conditions: readonly Condition[], variables: LoopVariables): boolean {
  return conditions.every((condition) => compare(condition, variables) !== condition.isSkip)
}

/** Words are compared by `=` and `<>`, whole numbers by the others. */
function compare({ variable, operator, value }: Condition, variables: LoopVariables): boolean {
  const current = currentOf(variable, variables)
  switch (operator) {
    case '=':
      return current === value
    case '<>':
      return current !== value
    case '<':
      return Number(current) < Number(value)
    case '<=':
      return Number(current) <= Number(value)
    case '>':
      return Number(current) > Number(value)
    case '>=':
      return Number(current) >= Number(value)
  }
}

/** The system's name in a condition is read in lower case, so the variable is found in any. */
function currentOf(name: string, variables: LoopVariables): string | undefined {
  return [...variables].find(([key]) => key.toLowerCase() === name)?.[1]
}
