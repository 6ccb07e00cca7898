import { endOf, type ReadStatement, wordOf } from './reading.js'

const CATALOG_KIND = /^(?:CREATE|DROP|ALTER|ATTACH|DETACH|USE|COMMENT|TRUNCATE)\b/

/** Words that make one catalog operation another. */
const TURNS = new Set(
  `REPLACE TEMP TEMPORARY EXISTS AS CASCADE RESTRICT UNIQUE PRIMARY FOREIGN CHECK DEFAULT GENERATED
  NULL ADD DROP RENAME TO COLUMN TYPE SET RESET CONSTRAINT READ_ONLY RECURSIVE`.split(/\s+/),
)

/**
 * What a statement does to the catalog, in which state of its transaction and how it ends: `catalog:DROP TABLE in
 * transaction: ok`; and its turns, `catalog:CREATE TABLE TEMP`.
 */
export function* catalogFeatures(read: ReadStatement): Generator<string> {
  const { kind, tokens, before, outcome } = read
  if (!CATALOG_KIND.test(kind)) return
  const where = before === 'I' ? '' : ' in transaction'
  yield `catalog:${kind}${where}: ${endOf(outcome)}`
  const said = new Set(kind.split(' '))
  for (const word of tokens.map(wordOf)) {
    if (TURNS.has(word) && !said.has(word)) yield `catalog:${kind} ${word}`
  }
}
