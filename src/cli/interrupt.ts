import { EXIT } from './exit.js'

/** The first Ctrl-C or SIGTERM asks to stop, so that everything is flushed; the second ends the process at once. */
export class Interrupt {
  private readonly controller = new AbortController()
  /** The exit code of the signal that came, if one came. */
  exitCode: number | undefined

  private readonly onInterrupt = () => this.came(EXIT.interrupted)
  private readonly onTerminate = () => this.came(EXIT.terminated)

  /** `how` is what the first signal does. */
  constructor(
    private readonly say: (text: string) => void,
    private readonly how = 'stopping after the cases that are running',
  ) {
    process.on('SIGINT', this.onInterrupt)
    process.on('SIGTERM', this.onTerminate)
  }

  get signal(): AbortSignal {
    return this.controller.signal
  }

  /** The signal that came; asked only when one did. */
  get cause(): 'SIGINT' | 'SIGTERM' {
    return this.exitCode === EXIT.terminated ? 'SIGTERM' : 'SIGINT'
  }

  close(): void {
    process.off('SIGINT', this.onInterrupt)
    process.off('SIGTERM', this.onTerminate)
  }

  private came(exitCode: number): void {
    if (this.exitCode !== undefined) process.exit(exitCode)
    this.exitCode = exitCode
    this.say(`${this.how}; once more ends at once\n`)
    this.controller.abort()
  }
}
