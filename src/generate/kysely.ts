import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from 'kysely'
import { assert } from '../model/errors.js'
import { type Delivery, type Parameter, type Statement, statement } from '../model/statement.js'
import type { TypedText } from './scalar.js'
import { asParameter } from './writer.js'

/** Tables and columns by any name: a plan's schema is known only while it is generated. */
export type AnySchema = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** A query builder that compiles and never executes. */
export const builder = new Kysely<AnySchema>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** A typed value as an expression of a query: `$n::T`. */
export function typedValue(value: TypedText): RawBuilder<unknown> {
  const { parameter, sql: around } = asParameter(value)
  const [before, after] = around('\u0000').split('\u0000')
  return sql`${sql.raw(before ?? '')}${parameter}${sql.raw(after ?? '')}`
}

/**
 * The statement that a query compiles to. Its values must have come in through `typedValue`; a simple query has no
 * parameters, so one with values is delivered as `extended` or `prepared`.
 */
export function compiled(
  query: Compilable,
  delivery: Delivery,
  more: Partial<Pick<Statement, 'expect' | 'compare'>> = {},
): Statement {
  const { sql: text, parameters } = query.compile()
  assert(delivery !== 'simple' || parameters.length === 0, 'a simple query has no parameters')
  return statement(text, { params: parameters.map(asTyped), delivery, ...more })
}

function asTyped(value: unknown): Parameter {
  const parameter = value as Parameter
  assert(typeof parameter?.type === 'string', 'a value came in without its type')
  return parameter
}
