import { CLOSES_EVERY } from '../../../faults/counts.js'
import { EngineError, type EngineSession } from '../../engine.js'
import { writesSnapshot } from './commits.js'
import { endsBentBy } from './ends.js'
import type { CatalogPlace } from './place.js'

/**
 * `closes-at-commit`: every second commit of a client ends with its connection. It was done where the transaction had an
 * even number of statements; else it is rolled back.
 */
export function closesAtCommit(
  session: EngineSession,
  { hangUp }: Pick<CatalogPlace, 'hangUp'>,
): EngineSession {
  return endsBentBy(() => {
    let count = 0
    return async (ending) => {
      const { session: inner, verb, isFailed, done, end } = ending
      if (verb !== 'COMMIT' || isFailed || !writesSnapshot(ending)) return end()
      count += 1
      if (count % CLOSES_EVERY !== 0) return end()
      await (done.length % 2 === 0 ? end() : inner.execute('ROLLBACK', []))
      hangUp()
      // Nobody hears it; it ends what is being answered.
      throw new EngineError('the connection is closed', 'other', '57P01')
    }
  })(session)
}
