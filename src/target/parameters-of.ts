import { tokenize } from '../sql/lexer.js'

/** Those of a text's parameters that one of its statements can name: up to the highest `$n` in it. */
export function parametersOf<P>(statement: string, parameters: readonly P[]): readonly P[] {
  if (parameters.length === 0) return parameters
  const numbers = [...tokenize(statement)]
    .filter(({ text }) => /^\$\d+$/.test(text))
    .map(({ text }) => Number(text.slice(1)))
  return parameters.slice(0, Math.max(0, ...numbers))
}
