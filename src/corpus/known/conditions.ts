import { type KnownCondition, VERSION_COMPARISONS } from '../../model/known.js'
import type { TargetFacts } from '../../model/target.js'

const CONDITION = /^(?:(profile|oracle)=([^\s,]+(?:,[^\s,]+)*)|version(<=|>=|!=|<|>|=)(\S+))$/

/** Reads `profile=duckgres,lab version<0.32 oracle=wire`; undefined where a word is none of these. */
export function readConditions(text: string): readonly KnownCondition[] | undefined {
  const conditions = text.split(/[ \t]+/).map(readCondition)
  return conditions.every((condition) => condition !== undefined) ? conditions : undefined
}

function readCondition(word: string): KnownCondition | undefined {
  const [, about, names, comparison, version = ''] = CONDITION.exec(word) ?? []
  if (about === 'profile' || about === 'oracle') return { about, names: names?.split(',') ?? [] }
  const known = VERSION_COMPARISONS.find((one) => one === comparison)
  return known && numbersOf(version) ? { about: 'version', comparison: known, version } : undefined
}

/** Writes conditions as readConditions reads them. */
export function printConditions(conditions: readonly KnownCondition[]): string {
  return conditions.map(printCondition).join(' ')
}

function printCondition(condition: KnownCondition): string {
  return condition.about === 'version'
    ? `version${condition.comparison}${condition.version}`
    : `${condition.about}=${condition.names.join(',')}`
}

/** Where a run takes place, as far as conditions ask for it. */
export interface Place {
  readonly subject: Pick<TargetFacts, 'profile' | 'version'>
  readonly oracles: readonly string[]
}

/** Why a known difference does not count here: the first condition that does not hold. Undefined where all hold. */
export function whyNotHere(
  conditions: readonly KnownCondition[],
  place: Place,
): string | undefined {
  return conditions.map((condition) => whyNot(condition, place)).find((why) => why !== undefined)
}

function whyNot(condition: KnownCondition, { subject, oracles }: Place): string | undefined {
  const said = printCondition(condition)
  switch (condition.about) {
    case 'profile':
      if (condition.names.includes(subject.profile)) return undefined
      return `it is for ${said}, and the subject's profile is ${subject.profile}`
    case 'oracle':
      if (condition.names.some((name) => oracles.includes(name))) return undefined
      return `it is for ${said}, and the oracles are ${oracles.join(', ') || 'none'}`
    case 'version': {
      const order = compareVersions(subject.version, condition.version)
      if (order === undefined)
        return `it is for ${said}, and the subject's version "${subject.version}" has no number`
      if (HOLDS[condition.comparison](order)) return undefined
      return `it is for ${said}, and the subject's version is ${subject.version}`
    }
  }
}

const HOLDS = {
  '<': (order: number) => order < 0,
  '<=': (order: number) => order <= 0,
  '=': (order: number) => order === 0,
  '!=': (order: number) => order !== 0,
  '>=': (order: number) => order >= 0,
  '>': (order: number) => order > 0,
} as const

/**
 * Orders two versions by their numbers, `0.9` before `0.31` and `1` like `1.0`; words around the first number count for
 * nothing (`PostgreSQL 15.4 (Debian)`). Undefined where there is no number.
 */
export function compareVersions(one: string, other: string): number | undefined {
  const [left, right] = [numbersOf(one), numbersOf(other)]
  if (!left || !right) return undefined
  const length = Math.max(left.length, right.length)
  for (let at = 0; at < length; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function numbersOf(version: string): readonly number[] | undefined {
  const found = /\d+(?:\.\d+)*/.exec(version)
  return found?.[0].split('.').map(Number)
}
