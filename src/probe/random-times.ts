import type { Dice } from '../random/dice.js'
import {
  dateText,
  offsetText,
  type Resolution,
  timestampText,
  timeText,
  unitsPerSecond,
} from '../values/calendar.js'
import { randomBits } from './random-numbers.js'

/** The ends of DuckDB's DATE in days from 1970-01-01, infinities left out. */
const DAYS_MIN = -2_147_483_646
const DAYS_MAX = 2_147_483_646
/** The ends of a TIMESTAMP in seconds from 1970-01-01: -290308-12-22 and 294247-01-10, a day less. */
const SECONDS_MIN = -9_223_372_022_400n
const SECONDS_MAX = 9_223_372_000_000n
/** Those of a TIMESTAMP_NS: 1677-09-22 and 2262-04-11. */
const NS_SECONDS_MAX = 9_223_372_036n
const SECONDS_PER_DAY = 86_400n
/** The largest offset from UTC that DuckDB knows is one second less than 16 hours. */
const OFFSET_LIMIT = 16 * 3600

/** Most of them near our days, some anywhere in the range. */
export function date(dice: Dice): string {
  const near = dice.below(200_000) - 100_000
  return duckdbEra(dateText(dice.chance(3, 4) ? near : anyDay(dice)))
}

function anyDay(dice: Dice): number {
  const size = Number(randomBits(dice, 31))
  return Math.max(DAYS_MIN, Math.min(DAYS_MAX, dice.chance(1, 2) ? -size : size))
}

export function time(resolution: 'us' | 'ns'): (dice: Dice) => string {
  return (dice) => timeText(unitsBelow(SECONDS_PER_DAY, resolution, dice), resolution)
}

export function timeWithZone(dice: Dice): string {
  const seconds = dice.below(2 * OFFSET_LIMIT - 1) - OFFSET_LIMIT + 1
  const offset = dice.chance(1, 2) ? seconds - (seconds % 900) : seconds
  return time('us')(dice) + offsetText(offset)
}

export function timestamp(resolution: Resolution, zone = ''): (dice: Dice) => string {
  return (dice) => {
    const perSecond = unitsPerSecond(resolution)
    const fraction = unitsBelow(1n, resolution, dice)
    const units = anySecond(resolution, dice) * perSecond + fraction
    return duckdbEra(timestampText(units, resolution)) + zone
  }
}

function anySecond(resolution: Resolution, dice: Dice): bigint {
  if (dice.chance(1, 2)) return BigInt(dice.below(2 ** 32)) - 2n ** 31n
  const size = randomBits(dice, 43)
  const seconds = dice.chance(1, 2) ? -size : size
  if (resolution === 'ns') return seconds % NS_SECONDS_MAX
  return seconds < SECONDS_MIN ? SECONDS_MIN : seconds > SECONDS_MAX ? SECONDS_MAX : seconds
}

/** Some whole number of units, from 0 to one less than so many seconds have. */
function unitsBelow(seconds: bigint, resolution: Resolution, dice: Dice): bigint {
  const all = (BigInt(dice.below(2 ** 32)) << 32n) | BigInt(dice.below(2 ** 32))
  return all % (seconds * unitsPerSecond(resolution))
}

/** Its three parts, each with a sign of its own. */
export function interval(dice: Dice): string {
  const part = (bits: number) => {
    const size = randomBits(dice, bits)
    return dice.chance(1, 2) ? -size : size
  }
  return `${part(16)} months ${part(20)} days ${part(50)} microseconds`
}

/** `0044-03-15 12:00:00 BC` is `0044-03-15 (BC) 12:00:00` for DuckDB. */
function duckdbEra(text: string): string {
  return text.replace(/^(\S+)(.*) BC$/, '$1 (BC)$2')
}
