/** Passes items on in the order of their indices, whatever the order in which they come. */
export class InOrder<T> {
  private readonly waiting = new Map<number, T>()
  private next = 0

  constructor(private readonly pass: (item: T) => void) {}

  put(index: number, item: T): void {
    this.waiting.set(index, item)
    for (;;) {
      const item = this.waiting.get(this.next)
      if (item === undefined) return
      this.waiting.delete(this.next)
      this.next += 1
      this.pass(item)
    }
  }

  /** Passes on what still waits, leaving out what never came. */
  flush(): void {
    for (const index of [...this.waiting.keys()].sort((a, b) => a - b)) {
      const item = this.waiting.get(index)
      this.waiting.delete(index)
      if (item !== undefined) this.pass(item)
    }
  }
}
