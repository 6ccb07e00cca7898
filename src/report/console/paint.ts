/**
 * The tones of a report, on a terminal: blue, amber and magenta are told apart by colour-blind
 * readers.
 */
export type Tone = 'ok' | 'info' | 'fail' | 'soft' | 'strong'

const CODES: Readonly<Record<Tone, readonly [number, number]>> = {
  ok: [34, 39],
  info: [33, 39],
  fail: [35, 39],
  soft: [2, 22],
  strong: [1, 22],
}

/** Puts one tone around a text. */
export type Paint = (tone: Tone, text: string) => string

/** Paints, or leaves every text as it is. */
export function painter(color: boolean): Paint {
  if (!color) return (_tone, text) => text
  return (tone, text) => `\u001b[${CODES[tone][0]}m${text}\u001b[${CODES[tone][1]}m`
}
