/** A count with its thousands apart: `31 402`. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ' ')
}

/** `1 case`, `2 cases`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : many}`
}

/**
 * `83 %`. Says 0 or 100 only where it is exactly that, and `–` where there is nothing to divide.
 */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–'
  if (part === 0 || part === whole) return part === 0 ? '0 %' : '100 %'
  return `${Math.min(99, Math.max(1, Math.round((100 * part) / whole)))} %`
}

/** `450 ms`, `3.2 s`, `38 s`, `8m12s`, `1h02m`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}m${pad(seconds % 60)}s`
  return `${Math.floor(minutes / 60)}h${pad(minutes % 60)}m`
}

/** A rate per second: `2.6/s`, `71/s`; `–` before any time has passed. */
export function formatRate(count: number, ms: number): string {
  if (ms <= 0) return '–'
  const rate = (count * 1000) / ms
  return `${rate < 10 ? rate.toFixed(1) : formatCount(rate)}/s`
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}
