/**
 * What a rule of a grammar matches, as written. `list` is `item (',' item)* ','?`, which reduction
 * needs to know as one thing; in the grammar's text it is the macro `List(item)`.
 */
export type Matcher =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'sequence'; readonly items: readonly Matcher[] }
  | { readonly kind: 'choice'; readonly items: readonly Matcher[] }
  | { readonly kind: 'optional'; readonly item: Matcher }
  | { readonly kind: 'repeat'; readonly item: Matcher; readonly min: 0 | 1 }
  | { readonly kind: 'list'; readonly item: Matcher }
  /** A pattern of characters: such rules match one token, see vocabulary.ts. */
  | { readonly kind: 'characters' }

/** Rules by name. */
export type Rules = ReadonlyMap<string, Matcher>
