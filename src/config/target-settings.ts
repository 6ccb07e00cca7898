import { UsageError } from '../model/errors.js'

/** What one setting of a target may be. */
export type Setting =
  | { readonly kind: 'count'; readonly max: number; readonly usual: number }
  | { readonly kind: 'word'; readonly words: readonly string[]; readonly usual: string | undefined }
  /** A name that is looked up elsewhere; `from` says what lists them. */
  | { readonly kind: 'name'; readonly from: string }

/** What may stand behind the colon of a target, in the order in which its name tells it. */
export interface TargetSettings {
  /** What the target is called, such as `lab`. */
  readonly target: string
  readonly settings: Readonly<Record<string, Setting>>
  /** What may stand without a name: `sync` is `replication=sync`. */
  readonly short?: Readonly<Record<string, string>> | undefined
}

/** The settings that were given, and what the target is called with them. */
export interface ReadSettings {
  readonly given: Readonly<Record<string, string | undefined>>
  /** As a user would type it to have the same target again; what is as usual is left out. */
  readonly name: string
}

/** Reads `nodes=5,mutant=x`. Throws UsageError, which names the setting, what was given, and what it may be. */
export function readSettings(text: string, flag: string, of: TargetSettings): ReadSettings {
  const given: Record<string, string> = {}
  for (const part of text === '' ? [] : text.split(',')) {
    const [key, value] = splitOnce(of.short?.[part] ?? part, '=')
    const setting = Object.hasOwn(of.settings, key) ? of.settings[key] : undefined
    if (setting === undefined) throw unknownSetting(part, flag, of)
    const problem = given[key] === undefined ? wrongWith(setting, value) : 'is given twice'
    if (problem !== undefined) {
      const told = value === undefined || value === '' ? key : `${key}=${value}`
      throw new UsageError(`${flag} ${of.target}: ${told} ${problem}`, takes(of))
    }
    given[key] = value as string
  }
  return { given, name: nameOf(of, given) }
}

/** The count that was given, or the usual one. */
export function countOf({ given }: ReadSettings, key: string, of: TargetSettings): number {
  const setting = of.settings[key]
  return Number(given[key] ?? (setting?.kind === 'count' ? setting.usual : undefined))
}

/** The two parts around the first separator; undefined where there is none. */
export function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

function unknownSetting(part: string, flag: string, of: TargetSettings): UsageError {
  const [key] = splitOnce(part, '=')
  return new UsageError(`${flag}: "${key}" is no setting of ${of.target}`, takes(of))
}

function wrongWith(setting: Setting, value: string | undefined): string | undefined {
  if (value === undefined || value === '') return 'has no value'
  switch (setting.kind) {
    case 'count': {
      const count = /^\d+$/.test(value) ? Number(value) : 0
      const isIn = count >= 1 && count <= setting.max
      return isIn ? undefined : `is not a whole number between 1 and ${setting.max}`
    }
    case 'word':
      return setting.words.includes(value) ? undefined : `is not ${setting.words.join(' or ')}`
    case 'name':
      return undefined
  }
}

/** `lab takes nodes=1..9, mutant=NAME (goldeneye list mutants)`. */
function takes({ target, settings, short = {} }: TargetSettings): string {
  const named = Object.entries(settings).map(([key, setting]) => `${key}=${valuesOf(setting)}`)
  const example = named[0]?.replace(/[.|( ].*$/, '')
  const all = [...Object.keys(short), ...named].join(', ')
  return `${target} takes ${all}; for example ${target}:${Object.keys(short)[0] ?? example}`
}

function valuesOf(setting: Setting): string {
  switch (setting.kind) {
    case 'count':
      return `1..${setting.max}`
    case 'word':
      return setting.words.join('|')
    case 'name':
      return `NAME (${setting.from})`
  }
}

function nameOf(of: TargetSettings, given: Readonly<Record<string, string>>): string {
  const told = Object.entries(of.settings).flatMap(([key, setting]) => {
    const value = given[key]
    if (value === undefined || isUsual(setting, value)) return []
    const long = `${key}=${setting.kind === 'count' ? Number(value) : value}`
    const short = Object.entries(of.short ?? {}).find(([, meaning]) => meaning === long)
    return [short?.[0] ?? long]
  })
  return told.length === 0 ? of.target : `${of.target}:${told.join(',')}`
}

function isUsual(setting: Setting, value: string): boolean {
  return setting.kind !== 'name' && value !== '' && String(setting.usual) === normal(setting, value)
}

function normal(setting: Setting, value: string): string {
  return setting.kind === 'count' ? String(Number(value)) : value
}
