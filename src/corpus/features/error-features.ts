import { identifierName } from '../../sql/identifiers.js'
import type { Token } from '../../sql/lexer.js'
import type { ReadStatement } from './reading.js'
import { endOf } from './reading.js'

/**
 * How a statement failed: `error:binder`, the message without its particulars as `message:Table with name _ does not
 * exist!`, `error:timeout`, `error:crash`, and `refused:INSERT constraint` for what fails where.
 */
export function* errorFeatures({ outcome, kind, tokens }: ReadStatement): Generator<string> {
  if (outcome?.kind !== 'error' && outcome?.kind !== 'unknown') return
  const end = endOf(outcome)
  yield `error:${end}`
  yield `refused:${kind} ${end}`
  if (outcome.kind === 'error') yield `message:${messageTemplate(outcome.message, tokens)}`
}

/** Longer templates repeat parts of statements. */
const TEMPLATE_LENGTH_MAX = 100

/** Behind these a message names something. */
const BEFORE_NAME =
  '(?:name|column|table|view|schema|type|function|macro|catalog|database|alias|sequence|index|key)'

/** The first sentence of an error's message, with `_` for names, numbers, quotes and what the statement itself says. */
export function messageTemplate(message: string, tokens: readonly Token[]): string {
  const [line = ''] = message.split(/\r?\n/)
  const sentence = line
    .replace(/^[A-Za-z ]+ Error: ?/, '')
    .replace(/ with expression .*$/, '')
    .replaceAll(/\$\{[^{}]*\}/g, '_')
    .replaceAll(/\b\w+(?:\.\w+)+\b/g, '_')
    .replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'|`[^`]*`/g, '_')
  const plain = saidBy(tokens).reduce((text, said) => text.replaceAll(said, '_'), sentence)
  return plain
    .replaceAll(
      new RegExp(
        `\\b(${BEFORE_NAME}) (?!with\\b|does\\b|is\\b|name\\b|constraint\\b)[\\w.]+`,
        'gi',
      ),
      '$1 _',
    )
    .replaceAll(/\b\w*\d\w*\b/g, (word) => (isTypeLike(word) ? word : '_'))
    .replaceAll(/[_\s.,:(){}[\]-]*_[_\s.,:(){}[\]-]*/g, ' _ ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, TEMPLATE_LENGTH_MAX)
}

/** `INT32` is DuckDB's own word; `t0` and `42` are not. */
function isTypeLike(word: string): boolean {
  return /^U?INT\d+$/.test(word)
}

/** The strings of a statement, the longest first. Short ones could be part of any word. */
function saidBy(tokens: readonly Token[]): readonly string[] {
  const strings = tokens.flatMap(({ kind, text }) => {
    if (kind === 'string') return [text.replace(/^\w?'|'$/g, '')]
    return kind === 'quoted-identifier' ? [identifierName(text)] : []
  })
  return strings.filter(({ length }) => length >= 4).sort((a, b) => b.length - a.length)
}
