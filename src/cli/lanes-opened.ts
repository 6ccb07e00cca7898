import type { Sides } from '../campaign/trial.js'

/** The places that are open by now; the first are the sides themselves. */
export class LanesOpened {
  private readonly opened: Promise<Sides>[]

  constructor(
    private readonly sides: Sides,
    private readonly openNext: (lane: number) => Promise<Pick<Sides, 'reference' | 'subject'>>,
  ) {
    this.opened = [Promise.resolve(sides)]
  }

  open(count: number): Promise<readonly Sides[]> {
    const { profile } = this.sides
    while (this.opened.length < count) {
      const next = this.openNext(this.opened.length + 1)
      this.opened.push(next.then((targets) => ({ ...targets, profile })))
    }
    return Promise.all(this.opened.slice(0, count))
  }
}
