/** Wakes all who wait. */
export class Signal {
  #waiting: (() => void)[] = []

  wait(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  notify(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}

/** Waits until a condition holds; false when it does not within the time. */
export async function waitUntil(
  holds: () => boolean,
  signal: Signal,
  timeoutMs: number,
): Promise<boolean> {
  if (holds()) return true
  let late = false
  const timer = setTimeout(() => {
    late = true
    signal.notify()
  }, timeoutMs)
  try {
    while (!holds() && !late) await signal.wait()
    return holds()
  } finally {
    clearTimeout(timer)
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
