import type { KnownMatch } from '../../model/known.js'
import { MISMATCH_KINDS, type MismatchKind } from '../../model/verdict.js'
import { tokenize } from '../../sql/lexer.js'
import { readSentence } from '../sentence.js'

/** `oracle=differential`, `skeleton="SELECT ..."`: a word and a value, which is JSON where it is quoted. */
const PAIR = /(oracle|kind|skeleton|types|shows|missing)=("(?:[^"\\]|\\.)*"|[^\s"]+)(?:[ \t]+|$)/y

/** Reads `oracle=differential kind=type,value skeleton="..." types="..." shows="..."`; undefined where it is not that. */
export function readMatch(text: string): KnownMatch | undefined {
  const said = readPairs(text)
  const kinds = said && readKinds(said.get('kind') ?? '')
  const skeleton = said?.get('skeleton')?.trim()
  if (!said || !kinds || !skeleton) return undefined
  const [oracle, types, shows, missing] = ['oracle', 'types', 'shows', 'missing'].map((name) =>
    said.get(name),
  )
  return {
    ...(oracle !== undefined && { oracle }),
    kinds,
    skeleton,
    ...(types !== undefined && { types: splitTypes(types) }),
    ...(shows !== undefined && { shows }),
    ...(missing !== undefined && { missing }),
  }
}

/** Each word once; undefined where something else stands between. */
function readPairs(text: string): ReadonlyMap<string, string> | undefined {
  const said = new Map<string, string>()
  PAIR.lastIndex = 0
  for (let at = 0; at < text.length; at = PAIR.lastIndex) {
    const [, name = '', written = ''] = PAIR.exec(text) ?? []
    const value = readSentence(written)
    if (name === '' || value === undefined || said.has(name)) return undefined
    said.set(name, value)
  }
  return said
}

function readKinds(text: string): KnownMatch['kinds'] | undefined {
  if (text === 'any') return 'any'
  const kinds = text.split(',').map((word) => MISMATCH_KINDS.find((kind) => kind === word))
  return kinds.every((kind): kind is MismatchKind => kind !== undefined) ? kinds : undefined
}

/** The types of a list between the commas outside of brackets and quotes; an empty list has none. */
function splitTypes(text: string): readonly string[] {
  const types = ['']
  let depth = 0
  for (const token of tokenize(text)) {
    if (token.text === '(' || token.text === '[') depth += 1
    if (token.text === ')' || token.text === ']') depth -= 1
    if (token.text === ',' && depth === 0) types.push('')
    else types[types.length - 1] += token.text
  }
  return types.map((type) => type.trim()).filter((type) => type !== '')
}

/** Writes a match as readMatch reads it. */
export function printMatch({ oracle, kinds, skeleton, types, shows, missing }: KnownMatch): string {
  return [
    ...(oracle === undefined ? [] : [`oracle=${oracle}`]),
    `kind=${kinds === 'any' ? kinds : kinds.join(',')}`,
    `skeleton=${JSON.stringify(skeleton)}`,
    ...(types === undefined ? [] : [`types=${JSON.stringify(types.join(', '))}`]),
    ...(shows === undefined ? [] : [`shows=${JSON.stringify(shows)}`]),
    ...(missing === undefined ? [] : [`missing=${JSON.stringify(missing)}`]),
  ].join(' ')
}
