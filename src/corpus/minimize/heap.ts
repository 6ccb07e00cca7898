/** A binary heap: the first by `isBefore` comes out first. A class because it owns its array, which grows and shrinks. */
export class Heap<T> {
  private readonly items: T[] = []

  constructor(private readonly isBefore: (one: T, other: T) => boolean) {}

  push(item: T): void {
    this.items.push(item)
    this.rise(this.items.length - 1)
  }

  /** The first, without taking it; undefined when there is none. */
  peek(): T | undefined {
    return this.items[0]
  }

  pop(): T | undefined {
    const first = this.items[0]
    const last = this.items.pop()
    if (this.items.length > 0 && last !== undefined) {
      this.items[0] = last
      this.sink(0)
    }
    return first
  }

  private rise(from: number): void {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.swapIfBefore(at, parent)) return
      at = parent
    }
  }

  private sink(from: number): void {
    let at = from
    for (;;) {
      const left = 2 * at + 1
      const right = left + 1
      const child = right < this.items.length && this.comesBefore(right, left) ? right : left
      if (child >= this.items.length || !this.swapIfBefore(child, at)) return
      at = child
    }
  }

  private comesBefore(one: number, other: number): boolean {
    return this.isBefore(this.items[one] as T, this.items[other] as T)
  }

  private swapIfBefore(below: number, above: number): boolean {
    if (!this.comesBefore(below, above)) return false
    const item = this.items[below] as T
    this.items[below] = this.items[above] as T
    this.items[above] = item
    return true
  }
}
