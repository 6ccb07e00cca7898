import { type Interval, TIMESTAMP_INFINITY, toMicros } from '../../pgwire/temporal.js'
import { changed, changedBinary, faultOf, respelled } from './value-fault.js'

const TIMES = ['TIME', 'TIME WITH TIME ZONE']
const TIMESTAMPS = ['TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP WITH TIME ZONE']

const MICROS_PER_MILLISECOND = 1000n
const NANOS_PER_MICROSECOND = 1000n
const DAYS_PER_MONTH = 30
const MIDNIGHT_AT_THE_END = 86_400_000_000n
/** 0001-01-01 00:00:00, where some libraries' time begins. */
const FIRST_YEAR_MICROS = -62_135_596_800_000_000n

function isInfinite(units: bigint): boolean {
  return units === TIMESTAMP_INFINITY || units === -TIMESTAMP_INFINITY
}

export const microsecondsDropped = faultOf([...TIMES, ...TIMESTAMPS], (wire) =>
  changed(wire, (value) => {
    const micros = toMicros(value)
    if (isInfinite(micros)) return value
    return { ...(value as object), micros: micros - (micros % MICROS_PER_MILLISECOND) }
  }),
)

export const zeroTimestampEmpty = faultOf(TIMESTAMPS, (wire) => ({
  text: (value) => (toMicros(value) === FIRST_YEAR_MICROS ? '' : wire.text(value)),
}))

export const timestampNsTruncated = faultOf(['TIMESTAMP_NS'], (wire) =>
  changed(wire, (value) => {
    const { nanos } = value as { readonly nanos: bigint }
    return isInfinite(nanos) ? value : { nanos: nanos - (nanos % NANOS_PER_MICROSECOND) }
  }),
)

export const intervalMonthAsDays = faultOf(['INTERVAL'], (wire) =>
  changed(wire, (value) => {
    const { months, days, micros } = value as Interval
    // In 32 bits, which is what the binary format has for days.
    return { months: 0, days: (days + DAYS_PER_MONTH * months) | 0, micros }
  }),
)

export const timetzSignKept = faultOf(['TIME WITH TIME ZONE'], (wire) => ({
  binary: changedBinary(wire, (value) => {
    const { micros, offset } = value as { readonly micros: bigint; readonly offset: number }
    return { micros, offset: -offset }
  }),
}))

export const bcYearOff = faultOf(['DATE', ...TIMESTAMPS], (wire) =>
  respelled(wire, (text) =>
    text.replace(/^(\d+)(-.* BC)$/, (_, year: string, rest: string) => {
      return String(Number(year) - 1).padStart(4, '0') + rest
    }),
  ),
)

export const dateInfinityAsDate = faultOf(['DATE'], (wire) =>
  respelled(wire, (text) => {
    if (text === 'infinity') return '5881580-07-11'
    return text === '-infinity' ? '5877642-06-24 BC' : text
  }),
)

export const time24Wraps = faultOf(['TIME'], (wire) =>
  changed(wire, (value) => (toMicros(value) === MIDNIGHT_AT_THE_END ? { micros: 0n } : value)),
)
