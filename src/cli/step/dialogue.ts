import { createInterface, type Interface } from 'node:readline'

/** What is written to a person, and read back line by line. Who opens it closes it. */
export class Dialogue {
  private readonly lines: Interface
  private readonly waiting: string[] = []
  private asked: ((line: string | undefined) => void) | undefined
  private isOver = false

  /** `signal` ends it, as the end of the input does. */
  constructor(
    input: NodeJS.ReadableStream,
    private readonly output: { write(text: string): unknown },
    signal: AbortSignal,
  ) {
    // Not as a terminal: that would keep Ctrl-C from the process.
    this.lines = createInterface({ input, terminal: false })
    this.lines.on('line', (line) => this.heard(line))
    this.lines.on('close', () => this.end())
    signal.addEventListener('abort', () => this.close(), { once: true })
    if (signal.aborted) this.close()
  }

  say(lines: readonly string[]): void {
    for (const line of lines) this.output.write(`${line}\n`)
  }

  /** The next line that the person writes; undefined once there will be none any more. */
  ask(prompt: string): Promise<string | undefined> {
    this.output.write(prompt)
    const line = this.waiting.shift()
    if (line !== undefined || this.isOver) return Promise.resolve(line)
    return new Promise((resolve) => {
      this.asked = resolve
    })
  }

  close(): void {
    this.lines.close()
  }

  private heard(line: string): void {
    const { asked } = this
    this.asked = undefined
    if (asked) asked(line)
    else this.waiting.push(line)
  }

  private end(): void {
    this.isOver = true
    this.asked?.(undefined)
    this.asked = undefined
  }
}
