import type { Dice } from '../random/dice.js'
import type { ScalarType, TypedText } from './scalar.js'

const LONG_TEXT_LENGTH = 5_000
const WORDS = ['duck', 'Duck', 'mallard', 'é', 'ß', '日本', 'a b', 'x,y', '42', 'true']

const word = (dice: Dice): string => dice.pick(WORDS)
const hexByte = (dice: Dice): string => `\\x${dice.below(256).toString(16).padStart(2, '0')}`
const bytes = (dice: Dice): string =>
  Array.from({ length: dice.below(6) }, () => hexByte(dice)).join('')
const bits = (dice: Dice): string =>
  Array.from({ length: 1 + dice.below(20) }, () => dice.below(2)).join('')

function uuid(dice: Dice): string {
  const hex = Array.from({ length: 32 }, () => dice.below(16).toString(16)).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** Text, bytes and the types that are written as text. */
export const TEXTS: readonly ScalarType[] = [
  {
    name: 'VARCHAR',
    feature: 'type-varchar',
    edges: [
      '',
      'NULL',
      "it's",
      '"quoted"',
      'back\\slash',
      '\\x41',
      '{}',
      '𝄞🦆',
      'e\u0301',
      ' lead and trail ',
      '  ',
      '\tend\n',
      'line\nbreak\ttab',
      '$1',
      'x'.repeat(LONG_TEXT_LENGTH),
    ],
    ordinary: word,
    parameter: 'typed',
    exact: true,
  },
  {
    name: 'BLOB',
    feature: 'type-blob',
    edges: ['', '\\x00\\xFF\\x80', 'abc', '\\x5C', '\\xC3\\x28', "quote'", '\\xDE\\xAD\\xBE\\xEF'],
    ordinary: bytes,
    parameter: 'text',
    exact: true,
  },
  {
    name: 'BIT',
    feature: 'type-bit',
    edges: ['0', '1', '00000000', '111111111', '1010101010101010'],
    ordinary: bits,
    parameter: 'text',
    exact: true,
  },
  {
    name: 'UUID',
    feature: 'type-uuid',
    edges: [
      '00000000-0000-0000-0000-000000000000',
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
      '80000000-0000-0000-0000-000000000000',
      '7fffffff-ffff-ffff-ffff-ffffffffffff',
    ],
    ordinary: uuid,
    parameter: 'typed',
    exact: true,
  },
  {
    name: "ENUM('sad','ok','NULL','it''s','')",
    feature: 'type-enum',
    edges: ['NULL', '', "it's"],
    ordinary: (dice) => dice.pick(['sad', 'ok']),
    parameter: 'text',
    exact: true,
  },
  {
    name: 'JSON',
    feature: 'type-json',
    edges: [
      '{"a":1,"a":2}',
      '[1, 2.50, null]',
      '"NULL"',
      'null',
      '1e400',
      '{ "z" : 9007199254740993, "b" : "\\u00e9" }',
    ],
    ordinary: (dice) => `{"${word(dice)}": ${dice.below(100)}}`,
    parameter: 'text',
  },
]

/** A text with a NUL byte in it. Only a parameter can carry it: a simple query ends at the byte. */
export const NUL_TEXT: TypedText = { type: 'VARCHAR', text: 'a\u0000b' }
