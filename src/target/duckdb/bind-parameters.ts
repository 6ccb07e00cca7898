import type {
  DuckDBConnection,
  DuckDBPreparedStatement,
  DuckDBType,
  DuckDBValue,
} from '@duckdb/node-api'
import type { Parameter } from '../../model/statement.js'

interface TypedValue {
  readonly value: DuckDBValue
  readonly type: DuckDBType
}

/**
 * Makes parameters from text: DuckDB itself casts the text to the declared type, on a connection of its own so that the
 * session's transaction does not notice. A text that does not cast, or a type that only the session knows, is bound as
 * VARCHAR and meets its error, if any, in the session.
 */
export class ParameterBinder {
  private readonly casts = new Map<string, DuckDBPreparedStatement | undefined>()
  private last: Promise<unknown> = Promise.resolve()

  constructor(private readonly connection: DuckDBConnection) {}

  async bind(prepared: DuckDBPreparedStatement, parameters: readonly Parameter[]): Promise<void> {
    for (const [i, parameter] of parameters.entries()) {
      const { type, text } = parameter
      const typed = type === 'VARCHAR' ? undefined : await this.inTurn(() => this.cast(parameter))
      if (typed) prepared.bindValue(i + 1, typed.value, typed.type)
      else if (text === null) prepared.bindNull(i + 1)
      else prepared.bindVarchar(i + 1, text)
    }
  }

  /** One cast at a time: the casts of all sessions share the connection. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.last.then(work)
    this.last = next.catch(() => undefined)
    return next
  }

  private async cast({ type, text }: Parameter): Promise<TypedValue | undefined> {
    const prepared = await this.prepareCast(type)
    if (!prepared) return undefined
    if (text === null) prepared.bindNull(1)
    else prepared.bindVarchar(1, text)
    try {
      const result = await prepared.run()
      const value = result.getChunk(0).getColumnVector(0).getItem(0) as DuckDBValue
      return { value, type: result.columnType(0) }
    } catch {
      return undefined // The session says what is wrong with it.
    }
  }

  private async prepareCast(type: string): Promise<DuckDBPreparedStatement | undefined> {
    if (!this.casts.has(type)) {
      const prepared = await this.connection
        .prepare(`SELECT CAST($1::VARCHAR AS ${type})`)
        .catch(() => undefined)
      this.casts.set(type, prepared)
    }
    return this.casts.get(type)
  }
}
