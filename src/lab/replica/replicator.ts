import type { LogFile } from '../log/log-file.js'
import type { PeerLink } from '../net/peer-link.js'
import type { Append, AppendReply } from './messages.js'
import { Signal, sleep, waitUntil } from './signal.js'

const RECORDS_MAX = 512
const HEARTBEAT_MS = 200
const REQUEST_TIMEOUT_MS = 5_000
const RETRY_MS = 50

/** What a replicator needs to know of the leader that it works for. */
export interface Leadership {
  readonly term: number
  readonly node: string
  readonly log: LogFile
  commitIndex(): number
  /** Something about a follower changed. */
  progress(): void
  /** A follower obeys a later term. */
  deposed(term: number): void
  /** Brings a follower to our snapshot and returns its index. */
  reseed(link: PeerLink): Promise<number>
}

/** Sends the leader's log to one follower, one request at a time, until it is stopped. */
export class Replicator {
  readonly #wake = new Signal()
  #next: number
  #match = 0
  #alive = false
  #stopped = false
  #told = -1
  #lazy = false
  /** The last round of `confirm` that the follower has answered. */
  #round = 0
  #asked = 0

  constructor(
    readonly link: PeerLink,
    private readonly leadership: Leadership,
  ) {
    this.#next = leadership.log.lastIndex + 1
  }

  get matchIndex(): number {
    return this.#match
  }

  /** The last request was answered, and the connection is still there. */
  get isAlive(): boolean {
    return this.#alive && this.link.isConnected
  }

  get confirmedRound(): number {
    return this.#round
  }

  /** There is something to send: records, or a commit index. */
  wake(): void {
    this.#lazy = false
    this.#wake.notify()
  }

  /** A round is confirmed when a request that was sent after this call is answered. */
  confirm(round: number): void {
    this.#asked = round
    this.wake()
  }

  stop(): void {
    this.#stopped = true
    this.#wake.notify()
  }

  async run(): Promise<void> {
    while (!this.#stopped) {
      const sent = await this.exchange().then(
        () => true,
        () => false,
      )
      if (this.#alive !== sent) {
        this.#alive = sent
        this.leadership.progress()
      }
      if (!sent) {
        // The follower may have begun again with another log: find out where it is.
        this.#next = this.leadership.log.lastIndex + 1
        await sleep(RETRY_MS)
      } else await waitUntil(() => this.#stopped || this.hasWork(), this.#wake, HEARTBEAT_MS)
    }
  }

  /** Records that need no majority may wait for the next that does. */
  defer(): void {
    this.#lazy = true
  }

  private hasWork(): boolean {
    const { log } = this.leadership
    const unsent = this.#next <= log.lastIndex && !this.#lazy
    return unsent || this.#told < this.leadership.commitIndex() || this.#round < this.#asked
  }

  private async exchange(): Promise<void> {
    const { log, term } = this.leadership
    const previousTerm = log.termAt(this.#next - 1)
    if (previousTerm === undefined) {
      this.#next = (await this.leadership.reseed(this.link)) + 1
      return
    }
    const round = this.#asked
    const commitIndex = this.leadership.commitIndex()
    const append: Append = {
      term,
      leader: this.leadership.node,
      previousIndex: this.#next - 1,
      previousTerm,
      records: log.from(this.#next, RECORDS_MAX),
      commitIndex,
    }
    const reply = (await this.link.request('append', append, REQUEST_TIMEOUT_MS)) as AppendReply
    if (this.#stopped) return
    if (reply.term > term) return this.leadership.deposed(reply.term)
    this.#alive = true
    if (reply.accepted) {
      this.#told = commitIndex
      this.#match = Math.max(this.#match, reply.matchIndex)
      this.#next = Math.max(this.#next, reply.matchIndex + 1)
      this.#round = Math.max(this.#round, round)
    } else {
      this.#next = Math.max(1, Math.min(this.#next - 1, reply.matchIndex + 1))
    }
    this.leadership.progress()
  }
}
