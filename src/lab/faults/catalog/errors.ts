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

/** What a race for a snapshot id is lost with, by the SQLSTATEs that are right. */
const RACE = new Set(['23505', '40001'])

function whereRaceIsLost(bend: Bend): Bend {
  return (error) => (RACE.has(sqlstateOf(error)) ? bend(error) : error)
}

export const raceErrorWrongSqlstate = bending(
  whereRaceIsLost(({ message, errorClass }) => new EngineError(message, errorClass, 'XX000')),
)

export const raceErrorWithoutWords = bending(
  whereRaceIsLost(
    (error) => new EngineError('write rejected by the leader', error.errorClass, sqlstateOf(error)),
  ),
)

/** As a PostgreSQL server in another language does: the text is translated, the code is not. */
const WORDS: readonly (readonly [sqlstate: RegExp, message: string])[] = [
  [/^23505$/, 'doppelter Schlüsselwert verletzt Eindeutigkeits-Bedingung'],
  [/^40/, 'konnte den Zugriff nicht serialisieren'],
  [/^25P02$/, 'die aktuelle Transaktion wurde abgebrochen'],
  [/^42/, 'Fehler in der Anweisung'],
]

export const errorsRenamed = bending((error) => {
  const sqlstate = sqlstateOf(error)
  const found = WORDS.find(([pattern]) => pattern.test(sqlstate))
  return new EngineError(
    found?.[1] ?? 'die Anweisung ist fehlgeschlagen',
    error.errorClass,
    sqlstate,
  )
})
