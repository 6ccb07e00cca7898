/** The first frame of a connection between nodes. `token` is the cluster's; strangers on loopback do not know it. */
export interface Hello {
  readonly node: string
  /** Differs for every process of a node. */
  readonly incarnation: string
  readonly token: string
}

export interface Request {
  readonly id: number
  readonly method: string
  readonly body: unknown
}

export interface Answer {
  readonly id: number
  readonly body?: unknown
  readonly error?: string | undefined
}
