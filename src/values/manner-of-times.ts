/** Parts of a canonical date, time or timestamp. */
const MOMENT =
  /^(?:(?<date>\d+-\d\d-\d\d))?(?: ?(?<time>\d\d:\d\d:\d\d)(?:\.(?<fraction>\d+))?)?(?<offset>[+-][\d:]+)?(?<era> BC)?$/

const INTERVAL = /^(?<months>-?\d+) months (?<days>-?\d+) days (?<microseconds>-?\d+) microseconds$/

/** How one moment or interval differs from another: the parts that do. */
export function timeManner(left: string, right: string): string {
  const [one, other] = [partsOf(left), partsOf(right)]
  if (!one || !other) return `${classOf(left)} became ${classOf(right)}`
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  const differing = names.filter((name) => one[name] !== other[name])
  if (differing.length === 1 && differing[0] === 'fraction') {
    return `fraction from digit ${keptDigits(one.fraction, other.fraction) + 1}`
  }
  return differing.join(', ')
}

function partsOf(text: string): Record<string, string | undefined> | undefined {
  return (MOMENT.exec(text) ?? INTERVAL.exec(text))?.groups
}

function classOf(text: string): string {
  return /^-?infinity$/.test(text) ? 'infinity' : 'a moment'
}

/** Where digits are lost, after whole groups of three: seconds, milliseconds, microseconds are kept. */
function keptDigits(one = '', other = ''): number {
  const significant = other.replace(/0+$/, '').length
  return one.startsWith(other.replace(/0+$/, '')) ? Math.ceil(significant / 3) * 3 : 0
}
