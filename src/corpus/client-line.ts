import type { ClientSpec } from '../model/plan.js'

/** What a line about a client says; where it stands says when the client begins. */
export type ClientLine = Omit<ClientSpec, 'at'>

/** Reads `a ducklake-writer {"seed":7}`: the session, the program and its arguments as JSON, `{}` where there are none. */
export function readClient(value: string): ClientLine | undefined {
  const found = /^([^\s,]+)[ \t]+([^\s,]+)(?:[ \t]+(.+))?$/.exec(value)
  const [, session, program, json = '{}'] = found ?? []
  if (session === undefined || program === undefined) return undefined
  try {
    return { session, program, args: JSON.parse(json) as unknown }
  } catch {
    return undefined // The caller says what is to be written.
  }
}

/** Writes a client as readClient reads it. */
export function printClient({ session, program, args }: ClientLine): string {
  return `${session} ${program} ${JSON.stringify(args)}`
}
