/** An operator of DuckDB's `EXPLAIN (FORMAT JSON)`. */
interface Operator {
  readonly name: string
  readonly children: readonly unknown[]
  readonly extra_info?: Readonly<Record<string, unknown>>
}

/**
 * The shape of a plan by its edges: `plan:PROJECTION > HASH_JOIN LEFT`, and `plan:PROJECTION` for the operator at the top.
 * Edges are few however many plans there are, while whole shapes go on growing with every new statement. Nothing for a
 * text that is no plan.
 */
export function* planFeatures(explained: string): Generator<string> {
  for (const top of operatorsOf(parsed(explained))) {
    yield `plan:${labelOf(top)}`
    yield* edgesBelow(top)
  }
}

function* edgesBelow(parent: Operator): Generator<string> {
  for (const child of operatorsOf(parent.children)) {
    yield `plan:${labelOf(parent)} > ${labelOf(child)}`
    yield* edgesBelow(child)
  }
}

/** An operator's name with the kind of join or scan that it is. Names of tables and numbers of rows stay out. */
function labelOf({ name, extra_info: info }: Operator): string {
  const join = info?.['Join Type']
  const scan = info?.Type
  const label = name.trim().toUpperCase()
  if (typeof join === 'string') return `${label} ${join}`
  return typeof scan === 'string' && scan !== 'Sequential Scan' ? `${label} ${scan}` : label
}

function operatorsOf(value: unknown): readonly Operator[] {
  if (!Array.isArray(value)) return []
  return value.filter(isOperator)
}

function isOperator(value: unknown): value is Operator {
  if (typeof value !== 'object' || value === null) return false
  const { name, children } = value as Partial<Operator>
  return typeof name === 'string' && Array.isArray(children)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
