import {
  asParameter,
  type Comparison,
  type Delivery,
  type ErrorClass,
  literal,
  type Parameter,
  type Statement,
  statement,
  type TypedText,
  type WireForm,
} from '../../src/index.js'

/** Writes one value of a statement. */
export type Value = (value: TypedText) => string

/** One statement whatever way it is sent: its text around its values. */
export interface Logical {
  readonly text: (value: Value) => string
  /** `read`: a SELECT; `returning`: a write with rows; `write`; `batch`: several SELECTs in one text. */
  readonly kind: 'read' | 'returning' | 'write' | 'batch'
  readonly hasValues?: boolean | undefined
  readonly expect: ErrorClass | 'ok'
  readonly compare?: Comparison | undefined
}

/** One way to send it. */
export interface Sending {
  readonly delivery: Delivery
  readonly wire?: WireForm | undefined
  /** The values are parameters, not literals. */
  readonly parameters?: boolean | undefined
}

/** The statement as it is sent in one way; the steps of one `same` name must all answer alike. */
export function written(logical: Logical, sending: Sending, same: string): Statement {
  const params: Parameter[] = []
  const asPlace: Value = (value) => {
    const { parameter, sql } = asParameter(value)
    params.push(parameter)
    return sql(`$${params.length}`)
  }
  const sql = logical.text(sending.parameters ? asPlace : asLiteral)
  const { delivery, wire } = sending
  const { expect, compare } = logical
  return statement(sql, { params, delivery, wire, same, expect, compare })
}

/** With its type in any case, so that the column has the same type as with a parameter. */
function asLiteral(value: TypedText): string {
  return value.text === null ? `NULL::${value.type}` : literal(value, true)
}
