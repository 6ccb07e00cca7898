import type { TransactionStatus } from '../../../model/outcome.js'
import type { Frame } from '../../../wire/frame-reader.js'
import type { Asked, Said } from './asked.js'

/** A client's connection to the server, as a fault sees it. */
export interface Talk {
  /** Where the server is. */
  readonly status: TransactionStatus
  /** What has succeeded in the client's transaction so far, without BEGIN. */
  readonly done: readonly Said[]
  /** Sends messages that end in a query or a Sync; gives all that the server says to them. */
  exchange(frames: readonly Frame[]): Promise<readonly Frame[]>
  /** Sends a statement of the fault's own, of which the client hears nothing. */
  ask(sql: string): Promise<readonly Frame[]>
  /** Ends the client's connection without another word: it throws, so that nothing is answered. */
  hangUp(): never
}

/** Answers one request of a client in place of the server. */
export type Bend = (asked: Asked, talk: Talk) => Promise<readonly Frame[]>

/** What the connections to one server share. */
export interface ServerPlace {
  readonly isStandby: boolean
  /** What was last answered to a question, and what before that, by the question. */
  readonly answers: Map<
    string,
    { readonly last: readonly Frame[]; readonly older?: readonly Frame[] }
  >
}

/** A fault of a server: how it answers, and how what it says is told. */
export interface Fault {
  /** Called for each connection, so that a fault can count. */
  readonly answer?: (place: ServerPlace) => Bend
  readonly tell?: (frame: Frame) => Frame
}
