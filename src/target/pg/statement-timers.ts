/** The timers of one statement, and the cancel requests that they have sent. Who makes it stops it. */
export class StatementTimers {
  private readonly timers: NodeJS.Timeout[] = []
  private readonly requests: Promise<void>[] = []

  constructor(private readonly requestCancel: () => Promise<void>) {}

  after(delayMs: number, act: () => void): void {
    this.timers.push(setTimeout(act, delayMs))
  }

  cancel(): void {
    this.requests.push(this.requestCancel())
  }

  /** Cancels again and again: PostgreSQL drops a request that comes between two messages. */
  cancelEvery(intervalMs: number): void {
    this.cancel()
    this.after(intervalMs, () => this.cancelEvery(intervalMs))
  }

  /** Nothing is sent any more when this returns: a request that is under way would meet the next statement. */
  async stop(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer)
    await Promise.all(this.requests)
  }
}
