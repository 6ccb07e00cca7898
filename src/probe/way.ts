import type { Delivery, WireForm } from '../model/statement.js'

/** A column of the matrix: where the value travels, in which format, and by which messages. */
export interface Way {
  readonly name: string
  readonly of: 'result' | 'parameter'
  readonly format: 'text' | 'binary'
  readonly delivery: Extract<Delivery, 'simple' | 'extended' | 'prepared'>
  /** Set where the protocol has no such way. */
  readonly impossible?: string | undefined
}

function way(of: Way['of'], format: Way['format'], delivery: Way['delivery']): Way {
  const name = `${of} ${format} ${delivery === 'prepared' ? 'named' : delivery}`
  const impossible =
    delivery !== 'simple' || (of === 'result' && format === 'text')
      ? undefined
      : of === 'parameter'
        ? 'a simple query has no parameters'
        : 'a simple query has no binary results'
  return { name, of, format, delivery, impossible }
}

/** All of them: result and parameter, text and binary, simple, extended and named. */
export const WAYS: readonly Way[] = (['result', 'parameter'] as const).flatMap((of) =>
  (['text', 'binary'] as const).flatMap((format) =>
    (['simple', 'extended', 'prepared'] as const).map((delivery) => way(of, format, delivery)),
  ),
)

/** What the protocol does beside carrying the text. The values of parameters come back as text. */
export function wireOf({ of, format }: Way): WireForm | undefined {
  if (format === 'text') return undefined
  return of === 'result' ? { results: 'binary' } : { parameters: 'binary' }
}
