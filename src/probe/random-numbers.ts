import type { Dice } from '../random/dice.js'

const WORD = 2 ** 32

/** A whole number of at most so many bits; every length is as likely, so that small ones occur. */
export function randomBits(dice: Dice, bitsMax: number): bigint {
  const bits = dice.below(bitsMax + 1)
  let value = 0n
  for (let at = 0; at < bits; at += 32) value = (value << 32n) | BigInt(dice.below(WORD))
  return BigInt.asUintN(bits, value)
}

/** From -2^(bits-1) to 2^(bits-1) - 1. */
export function signedInteger(bits: number): (dice: Dice) => string {
  return (dice) => {
    const size = randomBits(dice, bits - 1)
    return String(dice.chance(1, 2) ? -size - 1n : size)
  }
}

/** From 0 to 2^bits - 1. */
export function unsignedInteger(bits: number): (dice: Dice) => string {
  return (dice) => String(randomBits(dice, bits))
}

/** Up to `width` digits, the last `scale` of them after the point. */
export function decimal(width: number, scale: number): (dice: Dice) => string {
  return (dice) => {
    const digits = randomDigits(dice, 1 + dice.below(width)).padStart(scale + 1, '0')
    const whole = digits.slice(0, digits.length - scale)
    const sign = dice.chance(1, 2) ? '-' : ''
    return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-scale)}`
  }
}

/** So many decimal digits. */
export function randomDigits(dice: Dice, count: number): string {
  return Array.from({ length: count }, () => dice.below(10)).join('')
}

/** Half of them any bits that are a number, half of them short decimals. */
export function double(dice: Dice): string {
  const view = new DataView(new ArrayBuffer(8))
  view.setUint32(0, dice.below(WORD))
  view.setUint32(4, dice.below(WORD))
  return floatingText(view.getFloat64(0), dice)
}

/** The same for 32 bits. */
export function float(dice: Dice): string {
  const view = new DataView(new ArrayBuffer(4))
  view.setUint32(0, dice.below(WORD))
  return floatingText(view.getFloat32(0), dice)
}

function floatingText(anyBits: number, dice: Dice): string {
  if (Number.isFinite(anyBits) && dice.chance(1, 2)) return String(anyBits)
  return `${dice.below(2_000_000) - 1_000_000}e-${dice.below(8)}`
}
