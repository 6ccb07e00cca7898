/** Parts of a canonical date, time or timestamp. */
const MOMENT =
  /^(?:(?<date>\d+-\d\d-\d\d))?(?: ?(?<time>\d\d:\d\d:\d\d)(?:\.(?<fraction>\d+))?)?(?<offset>[+-][\d:]+)?(?<era> BC)?$/

const INTERVAL = /^(?<months>-?\d+) months (?<days>-?\d+) days (?<microseconds>-?\d+) microseconds$/

/** How one moment or interval differs from another: the parts that do. Which digits of a fraction hangs on the value. */
export function timeManner(left: string, right: string): string {
  const [one, other] = [partsOf(left), partsOf(right)]
  if (!one || !other) return `${classOf(left)} became ${classOf(right)}`
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  const differing = names.filter((name) => one[name] !== other[name])
  return differing.join(', ')
}

function partsOf(text: string): Record<string, string | undefined> | undefined {
  return (MOMENT.exec(text) ?? INTERVAL.exec(text))?.groups
}

function classOf(text: string): string {
  return /^-?infinity$/.test(text) ? 'infinity' : 'a moment'
}
