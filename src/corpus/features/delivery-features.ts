import type { Plan } from '../../model/plan.js'
import type { WireForm } from '../../model/statement.js'
import { splitStatements } from '../../sql/split.js'
import type { ReadStatement } from './reading.js'

/** How a statement travels: `delivery:extended`, `delivery:INSERT extended`, `wire:prepared results`. */
export function* deliveryFeatures({ kind, sent }: ReadStatement): Generator<string> {
  const { delivery, wire = {}, params, compare, same } = sent
  yield `delivery:${delivery}`
  yield `delivery:${kind} ${delivery}`
  for (const form of formsOf(wire)) yield `wire:${delivery} ${form}`
  if (params.length > 0) yield `delivery:${delivery} with parameters`
  if (splitStatements(sent.sql).length > 1) yield `delivery:${delivery} of several`
  if (same !== undefined) yield `delivery:${delivery} beside others`
  if (compare) yield `compare:${compare.rows}`
}

/** What is said beside the text, without its numbers. */
function formsOf(wire: WireForm): readonly string[] {
  return Object.entries(wire).flatMap(([form, value]) => (value === undefined ? [] : [form]))
}

/** Where a plan's sessions are and how many there are: `sessions:2`, `node:follower`. */
export function* placeFeatures({ sessions }: Plan): Generator<string> {
  yield `sessions:${sessions.length < SESSIONS_MAX ? sessions.length : 'many'}`
  for (const { node } of sessions) yield `node:${typeof node === 'number' ? 'by number' : node}`
}

/** From this number on sessions are many. */
const SESSIONS_MAX = 5
