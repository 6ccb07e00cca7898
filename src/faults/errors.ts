/** What a race for a snapshot id is lost with, by the SQLSTATEs that are right. */
const RACE: ReadonlySet<string> = new Set(['23505', '40001'])

/** Whether an error is that of a lost race. */
export function isRaceState(sqlstate: string): boolean {
  return RACE.has(sqlstate)
}

/** `race-error-wrong-sqlstate`: an internal error. */
export const WRONG_STATE = 'XX000'

/** `race-error-without-words`: a text that no DuckLake client tries again for. */
export const WITHOUT_WORDS = 'write rejected by the leader'

/** As a PostgreSQL server in another language does: the text is translated, the code is not. */
const WORDS: readonly (readonly [sqlstate: RegExp, message: string])[] = [
  [/^23505$/, 'doppelter Schlüsselwert verletzt Eindeutigkeits-Bedingung'],
  [/^40/, 'konnte den Zugriff nicht serialisieren'],
  [/^25P02$/, 'die aktuelle Transaktion wurde abgebrochen'],
  [/^42/, 'Fehler in der Anweisung'],
]

/** `errors-renamed`: what is said in place of the text of an error. */
export function renamedError(sqlstate: string): string {
  const found = WORDS.find(([pattern]) => pattern.test(sqlstate))
  return found?.[1] ?? 'die Anweisung ist fehlgeschlagen'
}
