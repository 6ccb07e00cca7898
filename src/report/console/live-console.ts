import type { RunEvent } from '../events.js'
import { groupFindings } from '../findings.js'
import { clip, visible } from '../visible.js'
import { liveBlock } from './block.js'
import { findingLine } from './final.js'
import { eventLine, progressLine } from './logfmt.js'
import { painter } from './paint.js'
import { advance, type LiveState, NOTHING_YET } from './state.js'
import type { Terminal } from './terminal.js'

const REPAINT_MS = 250
/** Nobody should wonder for longer whether it still runs. */
const PROGRESS_LINE_MS = 10_000

export interface LiveConsoleOptions {
  /** Usually stderr: results go to stdout. */
  readonly stream: { write(text: string): unknown }
  /** Asked at every repaint, so that a resized window is noticed. */
  readonly terminal: () => Terminal
  /** Milliseconds since the run began. */
  readonly elapsedMs: () => number
}

/**
 * Shows a run while it goes on: on a terminal one block that is repainted, with findings and
 * incidents as lines that stay above it; elsewhere one line an event and one every ten seconds. It
 * owns a timer: who started it stops it.
 */
export class LiveConsole {
  #state: LiveState = NOTHING_YET
  #story: RunEvent[] = []
  #painted = 0
  #timer: NodeJS.Timeout | undefined

  constructor(private readonly options: LiveConsoleOptions) {}

  /** Begins to repaint. The timer keeps no process alive. */
  start(): void {
    const { live } = this.options.terminal()
    this.#timer = setInterval(() => this.#tick(), live ? REPAINT_MS : PROGRESS_LINE_MS)
    this.#timer.unref()
    if (live) this.#tick()
  }

  /** Takes the next event of the log. */
  onEvent(event: RunEvent): void {
    this.#state = advance(this.#state, event)
    if (this.options.terminal().live) this.#keep(event)
    else this.#say(eventLine(event))
  }

  /** How far the case is that is running, such as `a.sql: step 7 of 4 012`; shown at the next repaint. */
  within(text: string): void {
    this.#state = { ...this.#state, within: text }
  }

  /** Stops the timer and takes the block away; what was said stays. */
  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#erase()
  }

  #tick(): void {
    const elapsedMs = this.options.elapsedMs()
    const { live, columns, color } = this.options.terminal()
    if (!live) {
      this.#say(progressLine(this.#state, elapsedMs))
      return
    }
    const lines = liveBlock(this.#state, { elapsedMs, columns, color })
    this.#erase()
    this.options.stream.write(`${lines.join('\n')}\n`)
    this.#painted = lines.length
  }

  /** On a terminal, what must not scroll out of sight becomes a line above the block. */
  #keep(event: RunEvent): void {
    const line = this.#permanentLine(event)
    if (line === undefined) return
    this.#erase()
    this.#say(line)
    if (this.#timer) this.#tick()
  }

  #permanentLine(event: RunEvent): string | undefined {
    const { color, columns } = this.options.terminal()
    const paint = painter(color)
    if (event.type === 'incident') {
      const text = `! ${event.kind.replace('-', ' ')}: ${event.target}, ${event.detail}`
      return paint('info', clip(visible(text), columns - 1))
    }
    if (event.type === 'target-lost') {
      return paint('info', visible(`! ${event.target} is lost: ${event.reason}`))
    }
    return this.#findingLine(event)
  }

  #findingLine(event: RunEvent): string | undefined {
    if (!('finding' in event)) return undefined
    this.#story.push(event)
    if (event.type !== 'finding-closed') return undefined
    const own = this.#story.filter((one) => 'finding' in one && one.finding === event.finding)
    this.#story = this.#story.filter((one) => !own.includes(one))
    const [finding] = groupFindings(own).findings
    return finding && findingLine(finding, painter(this.options.terminal().color))
  }

  #say(line: string | undefined): void {
    if (line !== undefined) this.options.stream.write(`${line}\n`)
  }

  #erase(): void {
    if (this.#painted > 0) this.options.stream.write(`\u001b[${this.#painted}A\u001b[0J`)
    this.#painted = 0
  }
}
