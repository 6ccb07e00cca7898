/** Who needs it: every client that commits, or DuckDB's postgres extension, through which `ducklake:postgres:` goes. */
export type NeedGroup = 'commits' | 'postgres'

/** Something that a DuckLake client needs of an endpoint, and whether the endpoint has it. */
export interface Need {
  readonly group: NeedGroup
  /** What is needed, a few words: `primary keys are held`. */
  readonly what: string
  /** `other`: the endpoint does it in one of two ways, and clients are made for either. */
  readonly state: 'there' | 'missing' | 'other'
  /** What the endpoint did. */
  readonly seen: string
  /** What a client does there without it, a sentence. */
  readonly consequence: string
}

/** A need as it is written down before the endpoint was asked. */
export type Asked = Pick<Need, 'group' | 'what' | 'consequence'>

/** The answer to a need. */
export function answered(asked: Asked, isThere: boolean, seen: string): Need {
  return { ...asked, state: isThere ? 'there' : 'missing', seen }
}
