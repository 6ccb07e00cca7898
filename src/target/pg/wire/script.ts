import { splitStatements } from '../../../sql/split.js'
import { parametersOf } from '../../parameters-of.js'
import type { WireParameter } from '../parameter-oids.js'
import { bind, describe, execute, flush, parse, query, sync } from './frontend-message.js'
import type { WireStatement } from './wire-statement.js'

/** How the rows of a portal are fetched. */
export interface Paging {
  /** Rows for each Execute, 1 or more. */
  readonly rowsMax: number
  /** Only the first page is wanted. */
  readonly isAbandoned: boolean
}

/** What the endpoint owes an answer to. */
export type Owed =
  /** `asRows`: a COPY of our own in this format, whose rows are those of the statement inside of it. */
  | { readonly kind: 'query'; readonly asRows: 'text' | 'binary' | undefined }
  | { readonly kind: 'parse' | 'bind' | 'describe' | 'describe-only' | 'sync' }
  | { readonly kind: 'execute'; readonly paging: Paging | undefined }

/** What is sent at once for a statement, and what the endpoint owes for it, in order. */
export interface Script {
  readonly bytes: Buffer
  readonly owed: readonly Owed[]
}

/** A part of a script. */
interface Part {
  readonly bytes: readonly Buffer[]
  readonly owed: readonly Owed[]
}

const SYNC: Part = { bytes: [sync()], owed: [{ kind: 'sync' }] }

/** How a statement is said in the messages of the protocol. */
export function scriptOf(statement: WireStatement): Script {
  const parts = partsOf(statement)
  return {
    bytes: Buffer.concat(parts.flatMap(({ bytes }) => bytes)),
    owed: parts.flatMap(({ owed }) => owed),
  }
}

function partsOf(statement: WireStatement): readonly Part[] {
  switch (statement.delivery) {
    case 'simple':
      return [{ bytes: [query(statement.text)], owed: [{ kind: 'query', asRows: undefined }] }]
    case 'copy':
      return [copy(statement)]
    case 'pipeline':
      return pipeline(statement)
    case 'extended':
    case 'prepared':
      return extended(statement, statement.prepared)
  }
}

/** The one statement of the text; a text with another number of them is sent as it is, for the endpoint to refuse. */
function copy({ text, wire }: WireStatement): Part {
  const slices = splitStatements(text)
  const asRows = wire?.results ?? 'text'
  const format = asRows === 'binary' ? ' (FORMAT "binary")' : ''
  const words = `COPY (${slices.length === 1 ? slices[0]?.text : text}) TO STDOUT${format}`
  return { bytes: [query(words)], owed: [{ kind: 'query', asRows }] }
}

function pipeline(statement: WireStatement): readonly Part[] {
  const { text, parameters, wire } = statement
  const texts = splitStatements(text).map((slice) => slice.text)
  const parts = (texts.length === 0 ? [''] : texts).flatMap((one) => {
    const own = texts.length > 1 ? parametersOf(one, parameters) : parameters
    const part = oneStatement({ ...statement, text: one, parameters: own })
    return wire?.sync === 'each' ? [part, SYNC] : [part]
  })
  return wire?.sync === 'each' ? parts : [...parts, SYNC]
}

/** With pages the Sync comes at their end: outside of a transaction it would end the portal. */
function extended(statement: WireStatement, prepared: WireStatement['prepared']): readonly Part[] {
  const { wire } = statement
  if (wire?.fetchRows === undefined || wire.describeOnly)
    return [oneStatement(statement, { prepared }), SYNC]
  const paging = { rowsMax: wire.fetchRows, isAbandoned: wire.abandon === true }
  return [oneStatement(statement, { prepared, paging }), { bytes: [flush()], owed: [] }]
}

interface Manner {
  readonly prepared?: WireStatement['prepared']
  readonly paging?: Paging | undefined
}

function oneStatement(
  { text, parameters, wire }: WireStatement,
  { prepared, paging }: Manner = {},
): Part {
  const name = prepared?.name ?? ''
  const parsing: Part = prepared?.isParsed
    ? { bytes: [], owed: [] }
    : {
        bytes: [
          parse(
            name,
            text,
            parameters.map(({ oid }) => oid),
          ),
        ],
        owed: [{ kind: 'parse' }],
      }
  if (wire?.describeOnly)
    return {
      bytes: [...parsing.bytes, describe('statement', name)],
      owed: [...parsing.owed, { kind: 'describe-only' }],
    }
  return {
    bytes: [
      ...parsing.bytes,
      bind(name, parameters.map(boundValue), wire?.results ?? 'text'),
      describe('portal', ''),
      execute(paging?.rowsMax ?? 0),
    ],
    owed: [...parsing.owed, { kind: 'bind' }, { kind: 'describe' }, { kind: 'execute', paging }],
  }
}

function boundValue({ text, bytes }: WireParameter) {
  return { value: bytes ?? text, isBinary: bytes !== undefined }
}
