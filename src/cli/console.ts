import { finalSummary } from '../report/console/final.js'
import { LiveConsole } from '../report/console/live-console.js'
import { type Terminal, terminalOf } from '../report/console/terminal.js'
import type { RunEvent } from '../report/events.js'
import { shownPath } from '../report/render.js'
import type { RunSummary } from '../report/summary.js'
import { clock } from './surroundings.js'

/** What a person sees of a run: progress on stderr while it goes on, the summary on stdout when it is over. */
export interface Screen {
  show(event: RunEvent): void
  /** How far the case is that is running. */
  within(text: string): void
  close(summary: RunSummary, folder: string): void
}

/** Begins to show a run. `quiet` leaves the progress out. */
export function openConsole({ quiet }: { readonly quiet: boolean }): Screen {
  const startedMs = clock.nowMs()
  const live = new LiveConsole({
    stream: process.stderr,
    terminal: () => terminalFor(process.stderr),
    elapsedMs: () => clock.nowMs() - startedMs,
  })
  if (!quiet) live.start()
  return {
    show: (event) => quiet || live.onEvent(event),
    within: (text) => live.within(text),
    close: (summary, folder) => {
      live.stop()
      const { color } = terminalFor(process.stdout)
      const lines = finalSummary(summary, { color, folder: shownPath(folder) })
      process.stdout.write(`${lines.join('\n')}\n`)
    },
  }
}

/** How a stream of this process may be drawn on. */
export function terminalFor(stream: NodeJS.WriteStream): Terminal {
  const { GOLDENEYE_FORCE_TTY, NO_COLOR, FORCE_COLOR } = process.env
  return terminalOf({
    isTty: stream.isTTY === true,
    columns: stream.columns,
    forceTty: GOLDENEYE_FORCE_TTY,
    noColor: NO_COLOR,
    forceColor: FORCE_COLOR,
  })
}
