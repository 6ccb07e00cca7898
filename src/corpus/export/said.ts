import type { Case } from '../../model/case.js'
import type { Plan } from '../../model/plan.js'
import type { Statement } from '../../model/statement.js'
import { printDelivery } from '../wire-form.js'

/** What a case is about, as far as its header says: `GE-7f3a9c21: type mismatch (oracle differential)`. */
export function aboutCase({ header }: Case): string {
  const what = header.kind === undefined ? 'a case' : `${header.kind} mismatch`
  const oracle = header.oracle === undefined ? '' : ` (oracle ${header.oracle})`
  return `${header.finding === undefined ? '' : `${header.finding}: `}${what}${oracle}`
}

/** On which nodes the sessions are, where it matters; undefined where any node will do. */
export function aboutNodes({ sessions }: Plan): string | undefined {
  const bound = sessions.filter(({ node }) => node !== 'any')
  if (bound.length === 0) return undefined
  return bound.map(({ name, node }) => `session ${name} on node ${node}`).join(', ')
}

/** How a statement travels in the case, where that is no simple query; undefined where it is. */
export function aboutDelivery(statement: Statement): string | undefined {
  return printDelivery(statement)
}
