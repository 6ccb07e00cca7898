import { Signal } from '../replica/signal.js'

/**
 * Lets local reads run beside the log, except beside the few entries whose outcome depends on who else is reading:
 * DuckDB's CHECKPOINT fails while another connection reads.
 */
export class ReadGate {
  readonly #changed = new Signal()
  #readers = 0
  #closed = false

  async read<T>(call: () => Promise<T>): Promise<T> {
    while (this.#closed) await this.#changed.wait()
    this.#readers += 1
    try {
      return await call()
    } finally {
      this.#readers -= 1
      this.#changed.notify()
    }
  }

  /** Runs alone. Only the log's applier calls it, so there is one at a time. */
  async alone<T>(call: () => Promise<T>): Promise<T> {
    this.#closed = true
    try {
      while (this.#readers > 0) await this.#changed.wait()
      return await call()
    } finally {
      this.#closed = false
      this.#changed.notify()
    }
  }
}
