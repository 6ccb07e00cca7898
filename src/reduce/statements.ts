import { splitStatements } from '../sql/split.js'
import type { Search } from './search.js'
import { sweep } from './sweep.js'
import { textOfStep, withText } from './with-text.js'

/**
 * Texts of several statements with fewer of them, before anything is looked for inside of one: a batch that makes thirty
 * tables is mostly tables that nobody needs.
 */
export async function fewerStatements(search: Search): Promise<void> {
  for (let index = search.plan.steps.length - 1; index >= 0; index -= 1) {
    const { plan } = search
    const all = splitStatements(textOfStep(plan, index) ?? '').map(({ text }) => text)
    if (all.length < 2) continue
    await sweep(search, all, (kept) => withText(plan, index, kept.join('; ')))
  }
}
