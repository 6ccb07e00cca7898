import { formatCount } from '../numbers.js'
import { CELL_SEPARATOR, type ValueLine, type ValueSide } from '../side-by-side.js'
import { clip, visibleParts } from '../visible.js'
import { type Fragment, type Html, html } from './template.js'

/** The most characters of one line of a value or a sentence on the page. */
const LINE_LENGTH_MAX = 400

/**
 * One line in which everything invisible is shown, and told apart from the same characters typed
 * out.
 */
export function seen(line: string, lengthMax = LINE_LENGTH_MAX): Html {
  const parts = visibleParts(clip(line, lengthMax))
  const shown = parts.map(({ text, escaped }) => {
    return escaped ? html`<span class="esc">${text}</span>` : text
  })
  return html`${shown}`
}

/** A value's lines; a cell that differs is marked with a colour, and its line ends in `◀`. */
export function valueBlock({ lines, hidden }: ValueSide): Html {
  const rest = hidden > 0 && html`<span class="soft">… ${formatCount(hidden)} more lines</span>`
  return html`<pre class="value">${lines.map(valueLine)}${rest}</pre>`
}

function valueLine({ text, differs, cells }: ValueLine): Html {
  const empty = html`<span class="soft">(empty)</span>`
  if (!differs) return html`${text === '' ? empty : seen(text)}\n`
  const marked = cells.map((cell, index) => {
    const shown = cell.text === '' ? empty : seen(cell.text)
    const separator = index > 0 && CELL_SEPARATOR
    return html`${separator}${cell.differs ? html`<mark>${shown}</mark>` : shown}`
  })
  return html`${marked} <b class="here">◀</b>\n`
}

/** Several lines, each with its indent, in which everything invisible is shown. */
export function seenLines(text: string): Html {
  const lines = text.split('\n').map((line, index) => {
    const indent = /^ */.exec(line)?.[0] ?? ''
    const text = seen(line.slice(indent.length), Number.POSITIVE_INFINITY)
    return html`${index > 0 && '\n'}${indent}${text}`
  })
  return html`${lines}`
}

/** A case or a statement of several lines, cut at `lengthMax` characters; `file` has the rest. */
export function codeBlock(text: string, lengthMax: number, file: string): Html {
  const shown = seenLines(text.slice(0, lengthMax).trimEnd())
  const cut = text.length > lengthMax
  const rest = cut && html`<p class="soft small">The rest is in <a href="${file}">${file}</a>.</p>`
  return html`<pre class="tall">${shown}</pre>${rest}`
}

/** A line that a reader runs; the script puts a copy button beside it. */
export function command(line: string): Html {
  return html`<div class="run"><pre data-copy>${line}</pre></div>`
}

/** A table; cells of the columns named in `numeric` stand on the right. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly Fragment[])[],
  numeric: readonly string[] = [],
): Html {
  const side = (index: number) => (numeric.includes(heads[index] ?? '') ? 'n' : 't')
  const head = heads.map((text, index) => html`<th class="${side(index)}" scope="col">${text}</th>`)
  const body = rows.map(
    (cells) =>
      html`<tr>${cells.map((cell, index) => html`<td class="${side(index)}">${cell}</td>`)}</tr>\n`,
  )
  return html`<div class="scroll"><table><thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody></table></div>`
}

/** A section of the page; nothing at all where it would be empty. */
export function section(title: string, content: Fragment): Html {
  return html`<h2>${title}</h2>\n${content}\n`
}
