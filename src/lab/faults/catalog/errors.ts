import { isRaceState, renamedError, WITHOUT_WORDS, WRONG_STATE } from '../../../faults/errors.js'
import {
  type Description,
  EngineError,
  type EngineParameter,
  type EngineResult,
  type EngineSession,
} from '../../engine.js'
import { sqlstateOf } from '../../pgwire/sqlstate.js'
import { BentSession } from '../wire/bent-session.js'

type Bend = (error: EngineError) => EngineError

/** Another error is told than the one that there is. */
class BentErrors extends BentSession {
  constructor(
    inner: EngineSession,
    private readonly bend: Bend,
  ) {
    super(inner)
  }

  override split(sql: string): Promise<readonly string[]> {
    return this.bent(super.split(sql))
  }

  override describe(sql: string, types: readonly (string | undefined)[]): Promise<Description> {
    return this.bent(super.describe(sql, types))
  }

  override execute(sql: string, parameters: readonly EngineParameter[]): Promise<EngineResult> {
    return this.bent(super.execute(sql, parameters))
  }

  private async bent<T>(call: Promise<T>): Promise<T> {
    try {
      return await call
    } catch (error) {
      throw error instanceof EngineError ? this.bend(error) : error
    }
  }
}

function bending(bend: Bend): (session: EngineSession) => EngineSession {
  return (session) => new BentErrors(session, bend)
}

function whereRaceIsLost(bend: Bend): Bend {
  return (error) => (isRaceState(sqlstateOf(error)) ? bend(error) : error)
}

export const raceErrorWrongSqlstate = bending(
  whereRaceIsLost(({ message, errorClass }) => new EngineError(message, errorClass, WRONG_STATE)),
)

export const raceErrorWithoutWords = bending(
  whereRaceIsLost((error) => new EngineError(WITHOUT_WORDS, error.errorClass, sqlstateOf(error))),
)

export const errorsRenamed = bending((error) => {
  const sqlstate = sqlstateOf(error)
  return new EngineError(renamedError(sqlstate), error.errorClass, sqlstate)
})
