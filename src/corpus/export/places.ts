import type { Plan } from '../../model/plan.js'
import { statementsOf } from '../../model/plan.js'
import {
  bindPlaceholders,
  type Placeholder,
  placeholdersIn,
  placeholderText,
} from '../../sql/placeholders.js'

/** The schema that stands for the place of a case in what is exported. */
export const EXPORTED_SCHEMA = 'goldeneye_case'

/** The placeholders of a plan, each once, in order of appearance. */
export function placeholdersOf(plan: Plan): readonly Placeholder[] {
  const all = statementsOf(plan).flatMap(({ sql, postgres = '', params }) =>
    [sql, postgres, ...params.map(({ text }) => text ?? '')].flatMap(placeholdersIn),
  )
  return [...new Map(all.map((one) => [placeholderText(one), one])).values()]
}

/**
 * The text with names instead of placeholders: `${schema}` is `goldeneye_case`, `${schema:x}` and
 * `${db:x}` are `goldeneye_case_x`, as every target makes them. What `special` gives goes before.
 */
export function withPlaces(
  text: string,
  special: (placeholder: Placeholder) => string | undefined,
): string {
  return bindPlaceholders(text, (placeholder) => special(placeholder) ?? nameOf(placeholder))
}

function nameOf(placeholder: Placeholder): string {
  const { kind, name } = placeholder
  if (name === undefined) return EXPORTED_SCHEMA
  return kind === 'secret' ? placeholderText(placeholder) : `${EXPORTED_SCHEMA}_${name}`
}

/** `${secret:key}` is read from this variable of the environment, as a replay does. */
export function secretVariable(name: string): string {
  return `GOLDENEYE_SECRET_${name.toUpperCase()}`
}
