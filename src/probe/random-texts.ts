import type { Dice } from '../random/dice.js'

/** Where characters come from, each as likely: letters, what needs quotes, controls, and the further planes. */
const RANGES: readonly (readonly [first: number, last: number])[] = [
  [0x20, 0x7e],
  [0x61, 0x7a],
  [0x01, 0x1f],
  [0x7f, 0xff],
  [0x300, 0x36f],
  [0x400, 0x5ff],
  [0x2000, 0x206f],
  [0x4e00, 0x9fff],
  [0xe000, 0xffff],
  [0x1f300, 0x1faff],
]
const SPECIAL = [
  '"',
  "'",
  '\\',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  ',',
  '=',
  ':',
  ' ',
  'NULL',
  '$1',
  ';',
]
const LENGTH_MAX = 16

/** Any text without NUL: a statement cannot carry it, and an edge value does. */
export function text(dice: Dice): string {
  return Array.from({ length: dice.below(LENGTH_MAX) }, () => character(dice)).join('')
}

function character(dice: Dice): string {
  if (dice.chance(1, 4)) return dice.pick(SPECIAL)
  const [first, last] = dice.pick(RANGES)
  return String.fromCodePoint(first + dice.below(last - first + 1))
}

/** Any bytes, each as `\xAA`. */
export function blob(dice: Dice): string {
  return Array.from({ length: dice.below(24) }, () => `\\x${hex(dice, 2).toUpperCase()}`).join('')
}

function hex(dice: Dice, digits: number): string {
  return Array.from({ length: digits }, () => dice.below(16).toString(16)).join('')
}

/** At least one bit. */
export function bits(dice: Dice): string {
  return Array.from({ length: 1 + dice.below(70) }, () => dice.below(2)).join('')
}

export function uuid(dice: Dice): string {
  return [8, 4, 4, 4, 12].map((digits) => hex(dice, digits)).join('-')
}

/** A JSON text as people write it: spaces, escapes, exponents, members in any order. */
export function json(dice: Dice, depth = 2): string {
  const kind = dice.below(depth > 0 ? 7 : 5)
  const space = dice.pick(['', ' '])
  const several = <T>(make: () => T) => Array.from({ length: dice.below(4) }, make)
  switch (kind) {
    case 0:
      return dice.pick(['null', 'true', 'false'])
    case 1:
      return String(dice.below(2_000_000) - 1_000_000)
    case 2:
      return `${dice.below(1000)}.${dice.below(1000)}e${dice.below(40) - 20}`
    case 3:
      return `9007199254740${dice.below(1000)}${dice.below(10)}`
    case 4:
      return JSON.stringify(text(dice))
    case 5:
      return `[${several(() => json(dice, depth - 1)).join(`,${space}`)}]`
    default: {
      const members = several(
        () => `${JSON.stringify(text(dice))}:${space}${json(dice, depth - 1)}`,
      )
      return `{${space}${members.join(`,${space}`)}}`
    }
  }
}

/** Well-known text of a point, a line, a polygon or several points. */
export function geometry(dice: Dice): string {
  const point = () => `${coordinate(dice)} ${coordinate(dice)}`
  const points = (count: number) => Array.from({ length: count }, point).join(', ')
  const first = point()
  switch (dice.below(4)) {
    case 0:
      return `POINT (${first})`
    case 1:
      return `LINESTRING (${points(2 + dice.below(3))})`
    case 2:
      return `POLYGON ((${first}, ${points(2 + dice.below(3))}, ${first}))`
    default:
      return `MULTIPOINT (${points(1 + dice.below(3))})`
  }
}

function coordinate(dice: Dice): string {
  return String((dice.below(2_000_000) - 1_000_000) / 10 ** dice.below(6))
}
