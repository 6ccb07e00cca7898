import type { Scope } from '../model/target.js'

/** The one place where the clocks of this process are read. */
export const clock = {
  nowMs: (): number => Date.now(),
  nowNs: (): bigint => process.hrtime.bigint(),
}

/** Everything that goldeneye creates on an endpoint begins with this, and it drops nothing else. */
export const PREFIX = 'goldeneye_'

/** New scopes, one for each execution: `goldeneye_<tag>_c1`, `goldeneye_<tag>_c2`, ... */
export function scopes(tag: string): () => Scope {
  let count = 0
  return () => {
    count += 1
    return { schema: `${PREFIX}${tag}_c${count}` }
  }
}
