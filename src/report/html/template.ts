/**
 * Text that is HTML already. Only `html` makes it, so whatever else is put into a page is escaped.
 */
export class Html {
  constructor(readonly text: string) {}
}

/** What can be put into a template; `undefined` and `false` are nothing. */
export type Fragment = Html | string | number | false | undefined | readonly Fragment[]

/**
 * Builds HTML. Every value is escaped, for elements as well as for quoted attributes, unless it
 * came from `html`. Never put a value into a script, a style, an event handler or an attribute
 * without quotes.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Fragment[]): Html {
  const texts = parts.map((part, index) => part + textOf(values[index]))
  return new Html(texts.join(''))
}

function textOf(value: Fragment): string {
  if (value === undefined || value === false) return ''
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(textOf).join('')
  return escapeHtml(String(value))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? character)
}
