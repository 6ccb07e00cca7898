import { type Delivery, type Parameter, type Statement, statement } from '../model/statement.js'
import type { TypedText } from './scalar.js'
import { columnType } from './types.js'

/** Writes the values of one statement: as literals when it travels as a simple query, else as parameters. */
export interface StatementWriter {
  readonly delivery: Delivery
  /** The SQL that stands for the value at this place. */
  value(value: TypedText): string
  /** The finished statement. */
  done(sql: string, more?: Partial<Pick<Statement, 'expect' | 'compare'>>): Statement
}

/** `quoted` forces `'..'::T` where a bare number would do. */
export function statementWriter(delivery: Delivery, quoted = false): StatementWriter {
  const params: Parameter[] = []
  return {
    delivery,
    value(value) {
      if (delivery === 'simple') return literal(value, quoted)
      const { parameter, sql } = asParameter(value)
      params.push(parameter)
      return sql(`$${params.length}`)
    },
    done: (sql, more = {}) => statement(sql, { params, delivery, ...more }),
  }
}

/** A text in single quotes. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

const BARE_NUMBER = /^(?:-?\d{1,18}(?:\.\d+)?|true|false)$/
const BARE_LENGTH_MAX = 18

/** The value as a literal: `'..'::T`, or bare where the type has such literals and this value fits one exactly. */
export function literal({ type, text }: TypedText, quoted = false): string {
  if (text === null) return 'NULL'
  const bare = !quoted && columnType(type).bare === true && text.length <= BARE_LENGTH_MAX
  return bare && BARE_NUMBER.test(text) ? text : `${quote(text)}::${type}`
}

/** The value as a parameter, and the expression around its `$n`. */
export function asParameter({ type, text }: TypedText): {
  readonly parameter: Parameter
  readonly sql: (place: string) => string
} {
  const asText = columnType(type).parameter === 'text' || (text?.includes('BC') ?? false)
  if (!asText) return { parameter: { type, text }, sql: (place) => `${place}::${type}` }
  return { parameter: { type: 'VARCHAR', text }, sql: (place) => `${place}::VARCHAR::${type}` }
}
