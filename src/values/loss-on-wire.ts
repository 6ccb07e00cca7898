import { type DuckType, typeKey } from './duck-type.js'

const sentences = new WeakMap<DuckType, { readonly sentence: string | undefined }>()

/**
 * What the PostgreSQL protocol cannot carry of a type, as a sentence for the report; undefined where it carries all. Such
 * columns are compared without it (the projection `untagged`).
 */
export function lostOnWire(type: DuckType): string | undefined {
  const known = sentences.get(type)
  if (known) return known.sentence
  const lost = [...lostParts(type)]
  const sentence = lost.length === 0 ? undefined : lost.map((part) => LOST[part]).join(', and ')
  sentences.set(type, { sentence })
  return sentence
}

const LOST = {
  UNION: "a UNION's text has no tag",
  VARIANT: "a VARIANT's text has no type",
} as const

function lostParts(type: DuckType): ReadonlySet<keyof typeof LOST> {
  const lost = new Set<keyof typeof LOST>()
  const visit = (inner: DuckType): void => {
    const key = typeKey(inner)
    if (key === 'UNION' || key === 'VARIANT') lost.add(key)
    for (const child of childrenOf(inner)) visit(child)
  }
  visit(type)
  return lost
}

/** The types right inside of a type. */
export function childrenOf(type: DuckType): readonly DuckType[] {
  switch (type.id) {
    case 'LIST':
    case 'ARRAY':
      return [type.child]
    case 'STRUCT':
    case 'UNION':
      return type.fields.map((field) => field.type)
    case 'MAP':
      return [type.key, type.value]
    case 'DECIMAL':
    case 'ENUM':
    case 'SCALAR':
      return []
  }
}
