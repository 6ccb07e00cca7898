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
 * session's transaction does not notice. A text that does not cast, a type that only the session knows, or one whose values
 * node-api cannot make, is bound as VARCHAR and meets its error, if any, in the session.
 */
export class ParameterBinder {
  private last: Promise<unknown> = Promise.resolve()

  constructor(private readonly connection: DuckDBConnection) {}

  async bind(prepared: DuckDBPreparedStatement, parameters: readonly Parameter[]): Promise<void> {
    const typed = await this.inTurn(() => this.typed(parameters))
    for (const [i, { text }] of parameters.entries()) {
      const known = typed[i]
      if (known && bindTyped(prepared, i + 1, known)) continue
      if (text === null) prepared.bindNull(i + 1)
      else prepared.bindVarchar(i + 1, text)
    }
  }

  /** One cast at a time: the casts of all sessions share the connection. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.last.then(work)
    this.last = next.catch(() => undefined)
    return next
  }

  /** All in one statement; where one of them does not cast, each by itself. VARCHAR needs none. */
  private async typed(parameters: readonly Parameter[]): Promise<(TypedValue | undefined)[]> {
    const others = parameters.filter(({ type }) => type !== 'VARCHAR')
    if (others.length === 0) return parameters.map(() => undefined)
    const together = await this.cast(others)
    const values = together ?? (await this.castEach(others))
    return parameters.map(({ type }) => (type === 'VARCHAR' ? undefined : values.shift()))
  }

  private async castEach(parameters: readonly Parameter[]): Promise<(TypedValue | undefined)[]> {
    const values: (TypedValue | undefined)[] = []
    for (const parameter of parameters) values.push((await this.cast([parameter]))?.[0])
    return values
  }

  /** Undefined where DuckDB does not cast them; the session says what is wrong. */
  private async cast(parameters: readonly Parameter[]): Promise<TypedValue[] | undefined> {
    const casts = parameters.map(({ type }, i) => `CAST($${i + 1}::VARCHAR AS ${type})`)
    let prepared: DuckDBPreparedStatement | undefined
    try {
      prepared = await this.connection.prepare(`SELECT ${casts.join(', ')}`)
      for (const [i, { text }] of parameters.entries()) {
        if (text === null) prepared.bindNull(i + 1)
        else prepared.bindVarchar(i + 1, text)
      }
      const result = await prepared.run()
      const chunk = result.getChunk(0)
      return parameters.map((_, i) => ({
        value: chunk.getColumnVector(i).getItem(0) as DuckDBValue,
        type: result.columnType(i),
      }))
    } catch {
      return undefined
    } finally {
      prepared?.destroySync()
    }
  }
}

/** Whether it is bound: node-api makes no values of GEOMETRY and UNION, which it says by an exception. */
function bindTyped(prepared: DuckDBPreparedStatement, at: number, typed: TypedValue): boolean {
  try {
    prepared.bindValue(at, typed.value, typed.type)
    return true
  } catch {
    return false
  }
}
