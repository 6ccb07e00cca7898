import type { PeerLink } from '../net/peer-link.js'
import { PeerLost } from '../net/peer-link.js'
import type { AskRequest, LeaderReply, SubmitRequest } from '../replica/messages.js'
import type { Replica } from '../replica/replica.js'
import type { Gateway } from './gateway.js'

const LEADER_TIMEOUT_MS = 60_000
const NOT_LEADER: LeaderReply = { kind: 'refused', reason: 'not-leader' }
const UNRESOLVED: LeaderReply = { kind: 'unresolved' }

/** A node's way to the leader, which may be the node itself. */
export class LeaderLink {
  constructor(
    private readonly replica: Replica,
    private readonly gateway: Gateway,
    private readonly peers: ReadonlyMap<string, PeerLink>,
  ) {}

  submit(request: SubmitRequest): Promise<LeaderReply> {
    if (this.replica.isLeader) return this.gateway.submit(request)
    return this.call('submit', request)
  }

  ask(request: AskRequest): Promise<LeaderReply> {
    if (this.replica.isLeader) return this.gateway.ask(request)
    return this.call('ask', request)
  }

  cancel(session: string): void {
    if (this.replica.isLeader) this.gateway.cancel(session)
    else this.tell('cancel', session)
  }

  close(session: string): void {
    if (this.replica.isLeader) this.gateway.close(session)
    else this.tell('close', session)
  }

  /** Undefined when no leader with a majority answers. */
  async readIndex(timeoutMs: number): Promise<number | undefined> {
    if (this.replica.isLeader) return this.replica.readIndex(timeoutMs)
    const answer = this.leader()?.request('read-index', timeoutMs, timeoutMs * 2)
    return answer?.then(
      (index) => index as number | undefined,
      () => undefined,
    )
  }

  private leader(): PeerLink | undefined {
    return this.peers.get(this.replica.leader ?? '')
  }

  private async call(method: string, request: SubmitRequest | AskRequest): Promise<LeaderReply> {
    const leader = this.leader()
    if (!leader) return NOT_LEADER
    try {
      return (await leader.request(method, request, LEADER_TIMEOUT_MS)) as LeaderReply
    } catch (error) {
      if (error instanceof PeerLost) return UNRESOLVED
      throw error
    }
  }

  private tell(method: string, session: string): void {
    void this.leader()
      ?.request(method, session, LEADER_TIMEOUT_MS)
      .catch(() => undefined)
  }
}
