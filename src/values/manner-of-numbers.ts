/** Differences smaller than this share of the value come from fewer digits. */
const ROUNDING_SHARE_MAX = 1e-6

/** How one number differs from another: their canonical texts. */
export function numberManner(left: string, right: string): string {
  const [one, other] = [numberClass(left), numberClass(right)]
  if (one !== 'a number' || other !== 'a number') {
    return one === other ? 'sign' : `${one} became ${other}`
  }
  if (right === `-${left}` || left === `-${right}`) return 'sign'
  const [wanted, got] = [Number(left), Number(right)]
  if (isWrapped(left, right)) return 'wrapped'
  if (Math.abs(wanted - got) <= Math.abs(wanted) * ROUNDING_SHARE_MAX) return 'rounded'
  return digitsOf(left) === digitsOf(right) ? 'decimal point' : 'another number'
}

function numberClass(text: string): string {
  if (/^-?inf$/.test(text)) return 'infinity'
  if (text === 'nan') return 'nan'
  return text === '-0' ? '-0' : 'a number'
}

/** Apart by a power of two: an integer that was read with another sign or width. */
function isWrapped(left: string, right: string): boolean {
  if (!/^-?\d+$/.test(left) || !/^-?\d+$/.test(right)) return false
  const apart = BigInt(left) - BigInt(right)
  return [8n, 16n, 32n, 64n, 128n].some((bits) => (apart < 0n ? -apart : apart) === 1n << bits)
}

/** The digits that count, whatever their place. */
function digitsOf(text: string): string {
  return text
    .replace(/e.*$/i, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '')
}
