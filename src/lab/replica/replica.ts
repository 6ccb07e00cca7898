import { assert } from '../../model/errors.js'
import type { Entry, LogRecord } from '../log/entry.js'
import type { LogFile } from '../log/log-file.js'
import type { TermFile } from '../log/term-file.js'
import type { PeerLink } from '../net/peer-link.js'
import type { Append, AppendReply, Applied } from './messages.js'
import { Replicator } from './replicator.js'
import { type Apply, type Queued, settledBy } from './settle.js'
import { Signal, waitUntil } from './signal.js'

/** Records that need no majority reach the followers no later than this. */
const LAZY_SEND_MS = 20

export interface ReplicaOptions {
  readonly node: string
  readonly log: LogFile
  readonly terms: TermFile
  readonly peers: readonly PeerLink[]
  /** Executes one record; called for one record at a time, in the log's order. */
  readonly apply: Apply
  /** Brings a follower to our snapshot; the snapshot's index. */
  readonly reseed: (link: PeerLink, term: number) => Promise<number>
  /** What was applied contradicts the leader's log: the process has to begin again from its disk. */
  readonly rebuild: (reason: string) => void
  /** Called between two records; may take its time. */
  readonly between?: (applied: number) => Promise<void>
  /** A fault: a follower learns this much later what is committed. */
  readonly lagMs: number
  /** The applied index at the start: the snapshot's. */
  readonly applied: number
}

interface Waiter {
  readonly term: number
  readonly resolve: (applied: Applied | undefined) => void
}

/**
 * Raft's log without its elections: the supervisor hands out the terms. Records are appended by the leader, are committed
 * when a majority has them on disk, and are applied in order.
 */
export class Replica {
  readonly #changed = new Signal()
  readonly #waiters = new Map<number, Waiter>()
  #replicators: Replicator[] = []
  #queue: Queued[] = []
  /** What is executed before it is logged. */
  #settling: Queued | undefined
  #leader: string | undefined
  #ledTerm = 0
  #commit: number
  #applied: number
  /** The last record of the log whose execution has begun. */
  #begun: number
  #round = 0
  #stopped = false
  #lazyTimer: NodeJS.Timeout | undefined

  constructor(private readonly options: ReplicaOptions) {
    this.#applied = options.applied
    this.#begun = options.applied
    this.#commit = options.applied
  }

  get term(): number {
    return this.options.terms.term
  }

  /** The leader of the current term, as far as this node knows. */
  get leader(): string | undefined {
    return this.#leader
  }

  get isLeader(): boolean {
    return this.#ledTerm === this.term && this.#ledTerm > 0
  }

  get appliedIndex(): number {
    return this.#applied
  }

  get commitIndex(): number {
    return this.#commit
  }

  /** Applies what is committed until the replica is stopped. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      const record = this.options.log.at(this.#applied + 1)
      const next = this.#queue[0]
      if (record && this.mayApply(record)) await this.applyLogged(record)
      else if (!record && next) await this.settle(next)
      else {
        await this.#changed.wait()
        continue
      }
      await this.options.between?.(this.#applied)
      this.#changed.notify()
    }
  }

  stop(): void {
    this.#stopped = true
    this.stepDown()
    this.#changed.notify()
  }

  /** Obeys no term below this one any more, and says how far the log goes. */
  promise(term: number): { readonly lastTerm: number; readonly lastIndex: number } {
    if (term > this.term) {
      this.options.terms.raise(term)
      this.stepDown()
    }
    return { lastTerm: this.options.log.lastTerm, lastIndex: this.options.log.lastIndex }
  }

  /** Leads a term that was promised. */
  lead(term: number): void {
    assert(term >= this.term, `term ${term} is over`)
    this.promise(term)
    this.stepDown()
    this.#ledTerm = term
    this.#leader = this.options.node
    const leadership = {
      term,
      node: this.options.node,
      log: this.options.log,
      commitIndex: () => this.#commit,
      progress: () => this.progress(),
      deposed: (later: number) => void this.promise(later),
      reseed: (link: PeerLink) => this.options.reseed(link, term),
    }
    this.#replicators = this.options.peers.map((link) => new Replicator(link, leadership))
    for (const replicator of this.#replicators) void replicator.run()
    this.append({ kind: 'leader', node: this.options.node }, true)
  }

  /** A follower's answer to its leader. */
  async receive(append: Append): Promise<AppendReply> {
    if (append.term < this.term) return this.reply(false, 0)
    this.promise(append.term)
    this.#leader = append.leader
    const { log } = this.options
    if (log.termAt(append.previousIndex) !== append.previousTerm) {
      if (append.previousIndex < log.baseIndex) return this.reply(true, log.baseIndex)
      const known = Math.min(log.lastIndex, append.previousIndex - 1)
      return this.reply(false, Math.max(this.#commit, Math.min(known, append.previousIndex - 1)))
    }
    if (!this.merge(append.records)) return this.reply(false, 0)
    const match = append.previousIndex + append.records.length
    await log.sync()
    if (append.term !== this.term) return this.reply(false, 0)
    this.commitUpTo(Math.min(append.commitIndex, match))
    return this.reply(true, match)
  }

  /**
   * Appends an entry as the leader and waits until it is applied. Undefined: the leadership ended or the time was up
   * before, and the entry may be applied or not. A statement of a transaction that comes with a signal is executed here
   * first; when it was interrupted, that is what is logged, and no other node begins it.
   */
  submit(entry: Entry, timeoutMs: number, signal?: AbortSignal): Promise<Applied | undefined> {
    return new Promise((resolve) => {
      const done = (applied: Applied | undefined) => {
        clearTimeout(timer)
        resolve(applied)
      }
      const queued = { entry, signal, resolve: done }
      const timer = setTimeout(() => {
        // What ends a session is not forgotten, however late.
        if (entry.kind === 'execute') this.#queue = this.#queue.filter((each) => each !== queued)
        this.appendQueued()
        resolve(undefined)
      }, timeoutMs)
      this.#queue.push(queued)
      this.appendQueued()
      this.#changed.notify()
    })
  }

  /** Whether a majority answers the leader. */
  hasMajority(): boolean {
    return this.isMajority((replicator) => replicator.isAlive)
  }

  waitForMajority(timeoutMs: number): Promise<boolean> {
    return waitUntil(() => !this.isLeader || this.hasMajority(), this.#changed, timeoutMs).then(
      () => this.isLeader && this.hasMajority(),
    )
  }

  /**
   * The index that a linearizable read must see; undefined when no majority confirms the leader in time. It is what the
   * leader has applied and not only what is committed: a statement inside of a transaction is answered before its entry
   * is on a majority's disks, and may have done what every session sees at once (ATTACH, and the ROLLBACK that undoes it).
   */
  async readIndex(timeoutMs: number): Promise<number | undefined> {
    const term = this.term
    const leads = () => this.isLeader && this.term === term
    if (!leads()) return undefined
    const began = () => this.options.log.termAt(this.#commit) === term
    await waitUntil(() => !leads() || began(), this.#changed, timeoutMs)
    const index = Math.max(this.#commit, this.#applied)
    const round = ++this.#round
    for (const replicator of this.#replicators) replicator.confirm(round)
    const confirmed = () => this.isMajority((replicator) => replicator.confirmedRound >= round)
    await waitUntil(() => !leads() || confirmed(), this.#changed, timeoutMs)
    return leads() && began() && confirmed() ? index : undefined
  }

  /** False when the index is not applied in time. */
  waitForApplied(index: number, timeoutMs: number): Promise<boolean> {
    return waitUntil(() => this.#applied >= index, this.#changed, timeoutMs)
  }

  private commitUpTo(index: number): void {
    const commit = () => {
      this.#commit = Math.max(this.#commit, index)
      this.#changed.notify()
    }
    if (this.options.lagMs > 0) setTimeout(commit, this.options.lagMs)
    else commit()
  }

  private async applyLogged(record: LogRecord): Promise<void> {
    this.#begun = record.index
    const applied = await this.options.apply(record)
    this.#applied = record.index
    this.resolve(record, applied)
  }

  /** Executes what is first in the queue in its place behind the log, and logs what became of it. */
  private async settle(queued: Queued): Promise<void> {
    const record = { index: this.options.log.lastIndex + 1, term: this.term, entry: queued.entry }
    this.#queue.shift()
    this.#settling = queued
    const settled = await settledBy(this.options.apply, record, queued.signal)
    this.#settling = undefined
    if (this.isLeader && this.term === record.term) {
      this.append(settled.entry, false)
      this.#begun = record.index
      this.#applied = record.index
      queued.resolve(settled.applied)
    } else if (!queued.signal?.aborted && !this.#stopped) {
      // The next leader ends its session. What may be interrupted leaves nothing else behind; of others, who knows.
      this.options.rebuild('a statement was executed while the leadership ended')
    }
    this.appendQueued()
  }

  /** Appends what waits, up to a statement that has to be executed first. */
  private appendQueued(): void {
    while (!this.#settling && this.#queue[0] && !this.#queue[0].signal) {
      const { entry, resolve } = this.#queue.shift() as Queued
      const index = this.append(entry, entry.kind !== 'execute' || entry.commits)
      this.#waiters.set(index, { term: this.term, resolve })
    }
  }

  private mayApply(record: LogRecord): boolean {
    if (record.index <= this.#commit) return true
    const { entry } = record
    return this.isLeader && record.term === this.term && entry.kind === 'execute' && !entry.commits
  }

  private append(entry: Entry, commits: boolean): number {
    const { log } = this.options
    const index = log.lastIndex + 1
    log.append([{ index, term: this.term, entry }])
    if (commits) this.send()
    else this.sendLater()
    this.#changed.notify()
    return index
  }

  private send(): void {
    clearTimeout(this.#lazyTimer)
    this.#lazyTimer = undefined
    for (const replicator of this.#replicators) replicator.wake()
    void this.options.log.sync().then(() => this.progress())
  }

  private sendLater(): void {
    if (this.#lazyTimer) return
    for (const replicator of this.#replicators) replicator.defer()
    this.#lazyTimer = setTimeout(() => this.send(), LAZY_SEND_MS)
  }

  /** Commits what a majority has on disk, if the last of it is of the leader's own term. */
  private progress(): void {
    if (!this.isLeader) return
    const { log } = this.options
    const synced = [log.syncedIndex, ...this.#replicators.map((each) => each.matchIndex)]
    synced.sort((a, b) => b - a)
    const index = synced[Math.floor(synced.length / 2)] ?? 0
    if (index > this.#commit && log.termAt(index) === this.term) {
      this.#commit = index
      for (const replicator of this.#replicators) replicator.wake()
    }
    this.#changed.notify()
  }

  private isMajority(holds: (replicator: Replicator) => boolean): boolean {
    const count = 1 + this.#replicators.filter(holds).length
    return count * 2 > this.#replicators.length + 1
  }

  /** Takes over the leader's records; false when the process has to begin again. */
  private merge(records: readonly LogRecord[]): boolean {
    const { log } = this.options
    for (const [position, record] of records.entries()) {
      if (record.index <= log.baseIndex || log.termAt(record.index) === record.term) continue
      if (record.index <= log.lastIndex) {
        if (record.index <= this.#begun) {
          this.options.rebuild('what was applied is not in the log of the leader')
          return false
        }
        log.truncateFrom(record.index)
      }
      log.append(records.slice(position))
      return true
    }
    return true
  }

  private reply(accepted: boolean, matchIndex: number): AppendReply {
    return { term: this.term, accepted, matchIndex }
  }

  private resolve(record: LogRecord, applied: Applied): void {
    const waiter = this.#waiters.get(record.index)
    this.#waiters.delete(record.index)
    waiter?.resolve(waiter.term === record.term ? applied : undefined)
  }

  private stepDown(): void {
    for (const replicator of this.#replicators) replicator.stop()
    this.#replicators = []
    this.#ledTerm = 0
    this.#leader = undefined
    clearTimeout(this.#lazyTimer)
    this.#lazyTimer = undefined
    const waiting = [...this.#waiters.values(), ...this.#queue]
    if (this.#settling) waiting.push(this.#settling)
    for (const { resolve } of waiting) resolve(undefined)
    this.#waiters.clear()
    this.#queue = []
    this.#changed.notify()
  }
}
