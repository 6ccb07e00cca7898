/** How the console may draw: repaint a block, in colour, in how many columns. */
export interface Terminal {
  readonly live: boolean
  readonly color: boolean
  readonly columns: number
}

/** What is known about the stream and the environment; only cli/ reads them. */
export interface TerminalFacts {
  readonly isTty: boolean
  readonly columns: number | undefined
  /** GOLDENEYE_FORCE_TTY: `100x30` draws as on a terminal of that size, whatever the stream is. */
  readonly forceTty?: string | undefined
  /** NO_COLOR: any text but the empty one means no colour. */
  readonly noColor?: string | undefined
  /** FORCE_COLOR: any text but the empty one and `0` means colour. */
  readonly forceColor?: string | undefined
}

const COLUMNS_DEFAULT = 100
const COLUMNS_MIN = 40
const COLUMNS_MAX = 160

/** Decides how to draw. A malformed GOLDENEYE_FORCE_TTY is left out of account. */
export function terminalOf(facts: TerminalFacts): Terminal {
  const forced = /^(\d{1,4})x\d{1,4}$/.exec(facts.forceTty ?? '')?.[1]
  const live = facts.isTty || forced !== undefined
  const columns = forced === undefined ? (facts.columns ?? COLUMNS_DEFAULT) : Number(forced)
  return {
    live,
    color: colored(facts, live),
    columns: Math.min(COLUMNS_MAX, Math.max(COLUMNS_MIN, columns)),
  }
}

function colored({ noColor, forceColor }: TerminalFacts, live: boolean): boolean {
  if (noColor !== undefined && noColor !== '') return false
  if (forceColor !== undefined && forceColor !== '') return forceColor !== '0'
  return live
}
