export type Side = 'reference' | 'subject'

const SIDES: readonly Side[] = ['reference', 'subject']

/** Both sides wait for each other, something happens, and both go on. A side that has left is not waited for. */
export class Meeting<T> {
  private readonly here = new Map<Side, T>()
  private readonly gone = new Set<Side>()
  private next = openGate()

  /** `act` is called once for each meeting; what it throws is thrown at everybody who came. */
  constructor(private readonly act: (all: ReadonlyMap<Side, T>) => Promise<void>) {}

  /** Ends when the meeting does. */
  arrive(side: Side, what: T): Promise<void> {
    const { passed } = this.next
    this.here.set(side, what)
    this.beginWhenComplete()
    return passed
  }

  leave(side: Side): void {
    this.gone.add(side)
    this.beginWhenComplete()
  }

  private beginWhenComplete(): void {
    if (this.here.size === 0) return
    if (!SIDES.every((side) => this.here.has(side) || this.gone.has(side))) return
    const all = new Map(SIDES.flatMap((side) => entryOf(this.here, side)))
    const { pass, fail } = this.next
    this.next = openGate()
    this.here.clear()
    this.act(all).then(pass, fail)
  }
}

function entryOf<T>(here: ReadonlyMap<Side, T>, side: Side): readonly (readonly [Side, T])[] {
  const what = here.get(side)
  return what === undefined ? [] : [[side, what]]
}

interface Gate {
  readonly passed: Promise<void>
  readonly pass: () => void
  readonly fail: (error: unknown) => void
}

function openGate(): Gate {
  let [pass, fail]: [Gate['pass'], Gate['fail']] = [() => undefined, () => undefined]
  const passed = new Promise<void>((resolve, reject) => {
    pass = resolve
    fail = reject
  })
  return { passed, pass, fail }
}
