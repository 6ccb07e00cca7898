import type { Reply } from '../../model/outcome.js'
import type { Parameter, Statement } from '../../model/statement.js'

/** What the parent asks of the child. Sessions are numbered by the parent; one request a session at a time. */
export type Request =
  | { readonly op: 'start'; readonly settings: InstanceSettings }
  | { readonly op: 'open'; readonly session: number; readonly schema: string }
  | {
      readonly op: 'send'
      readonly session: number
      readonly sql: string
      readonly params: readonly Parameter[]
      readonly delivery: Statement['delivery']
      readonly wire?: Statement['wire']
    }
  | { readonly op: 'close'; readonly session: number }
  /** Runs on the child's own connection; statements of this program, not of a plan. */
  | { readonly op: 'admin'; readonly sql: string }
  /** Makes a fresh instance when the old one may have been changed by a plan; only without open sessions. */
  | { readonly op: 'renew'; readonly isForced: boolean }

/** Answered by nothing: the running statement fails instead. */
export interface Interrupt {
  readonly op: 'interrupt'
  readonly session: number
}

/** How an instance is made. `threads` and `extension_directory` are known at creation, the rest is SET GLOBAL. */
export interface InstanceSettings {
  readonly creation: Readonly<Record<string, string>>
  readonly global: Readonly<Record<string, string>>
  /** Files of extensions that are loaded before anything else, signed or not. */
  readonly extensions?: readonly string[] | undefined
  /** Named statements are prepared once and executed again (see SessionOptions). */
  readonly reusesPrepared: boolean
}

export interface RequestMessage {
  readonly id: number
  readonly request: Request
}

/** `fatal`: the instance is unusable from now on. */
export type ResponseMessage =
  | { readonly id: number; readonly reply: Reply; readonly fatal?: true }
  | { readonly id: number; readonly failed: string }
