/**
 * Where two answers part, and how they are printed: the second half of what is the same in every exported script
 * (script-runtime.ts). It ends with the call that begins the work.
 */
export const SCRIPT_COMPARISON = String.raw`
function compareSteps(left, right, step) {
  // After an error pg gives nothing of what came before it in the same text.
  const isCut = right.at(-1)?.kind === 'error'
  const [one, other] = isCut ? [left.slice(-1), right.slice(-1)] : [left, right]
  if (one.length !== other.length) return one.length + ' answers and ' + other.length
  for (const [at, answer] of one.entries()) {
    const rule = step.rows?.[left.length - one.length + at] ?? 'bag'
    const difference = compare(answer, other[at], rule)
    if (difference !== undefined) return difference
  }
  return undefined
}

function compare(left, right, rule) {
  if (left.kind !== right.kind) return left.kind + ' and ' + right.kind
  if (left.kind === 'unknown') return undefined
  if (left.kind === 'error') {
    const said = errorType(right) // DuckDB's exception type, which not every endpoint says.
    return said === undefined || errorType(left) === said ? undefined : 'the kind of error'
  }
  if (left.kind === 'done') {
    const isSaid = left.affected !== undefined && right.affected !== undefined
    return isSaid && left.affected !== right.affected ? 'the number of rows changed' : undefined
  }
  return compareColumns(left.columns, right.columns) ?? compareRows(left, right, rule)
}

function errorType({ message }) {
  return /^([A-Za-z ]+) Error:/.exec(message)?.[1]
}

function compareColumns(left, right) {
  if (left.length !== right.length) return 'the number of columns'
  for (const [at, { name, type }] of left.entries()) {
    const isWritten = !/[()"' ]/.test(name)
    if (isWritten && name !== right[at].name) return 'the name of column ' + (at + 1)
    const oids = OIDS[type.replace(/\(.*/, '')]
    if (oids && !oids.includes(right[at].oid)) return 'the type of column ' + name
  }
  return undefined
}

function compareRows(left, right, rule) {
  if (rule === 'none') return undefined
  if (left.rows.length !== right.rows.length) return 'the number of rows'
  if (rule === 'count') return undefined
  const types = left.columns.map(({ type }) => type)
  const texts = [left, right].map(({ rows }) =>
    rows.map((row) => JSON.stringify(row.map((cell, at) => plain(cell, types[at])))),
  )
  if (rule === 'bag') for (const list of texts) list.sort()
  const at = texts[0].findIndex((text, index) => text !== texts[1][index])
  if (at < 0) return undefined
  const bags = texts.map((list) => [...list].sort().join('\n'))
  return bags[0] === bags[1] ? 'the order of the rows' : texts[0][at] + ' and ' + texts[1][at]
}

/** A value's text without what DuckDB and PostgreSQL merely spell in another way. */
function plain(cell, type) {
  if (cell === null) return null
  if (type === 'BOOLEAN') return cell[0]
  if (type === 'FLOAT') return String(Math.fround(number(cell)))
  if (type === 'DOUBLE') return String(number(cell))
  if (type === 'BLOB') return bytesOf(cell)
  if (/^(TIME|TIMESTAMP)/.test(type)) return zoneless(cell)
  if (type === 'INTERVAL') return unitsOf(cell)
  if (type === 'JSON') return jsonOf(cell)
  if (/[\])]$/.test(type) && !/^DECIMAL/.test(type)) return loose(cell)
  return cell
}

function number(cell) {
  const text = cell.toLowerCase()
  return text.includes('inf') ? (text[0] === '-' ? -Infinity : Infinity) : Number(text)
}

function unitsOf(cell) {
  return cell.replace(/\bmons?\b/g, 'months').replace(/\b(year|month|day)\b/g, '$1s')
}

/** Without zeros at the end of a fraction and of a zone's offset. */
function zoneless(cell) {
  const shorter = cell.replace(/(\.\d*?)0+(?!\d)/, (_, digits) => (digits === '.' ? '' : digits))
  return shorter.replace(/([+-]\d\d)(:00)+$/, '$1')
}

/** Both spellings of bytes, \x6162 for all and \xFF for one among letters, in hexadecimal. */
function bytesOf(cell) {
  if (/^\\x([0-9a-f]{2})*$/.test(cell)) return cell.slice(2)
  const parts = cell.match(/\\x[0-9A-Fa-f]{2}|[^]/gu) ?? []
  const hexOf = (part) =>
    part.length === 4 ? part.slice(2).toLowerCase() : Buffer.from(part).toString('hex')
  return parts.map(hexOf).join('')
}

function jsonOf(cell) {
  try {
    return JSON.stringify(JSON.parse(cell))
  } catch {
    return cell
  }
}

/** Lists, structs and maps: without brackets, quotes and spaces. */
function loose(cell) {
  const bare = cell.replace(/[\s'"{}[\]()\\]/g, '')
  return bare.replace(/\b(true|t)\b/g, 't').replace(/\b(false|f)\b/g, 'f')
}

function print(name, answers) {
  for (const answer of answers) {
    const lines = linesOf(answer)
    console.log('  ' + name + '  ' + lines.shift())
    for (const line of lines) console.log('            ' + line)
  }
}

function linesOf(answer) {
  const { kind, affected } = answer
  if (kind === 'error') return ['error ' + (answer.code ?? '') + ' ' + answer.message.split('\n')[0]]
  if (kind === 'unknown') return ['no answer in ' + TIMEOUT_MS / 1000 + ' s']
  if (kind === 'done') return [affected === undefined ? 'done' : affected + ' rows changed']
  const heads = answer.columns.map(({ name, type, oid }) => name + ' ' + (type ?? 'oid ' + oid))
  const lineOf = (row) => row.map((cell) => cell ?? 'NULL').join(' | ')
  const shown = answer.rows.slice(0, ROWS_SHOWN_MAX).map(lineOf)
  const rest = answer.rows.length - shown.length
  return [heads.join(' | '), ...shown, ...(rest > 0 ? ['and ' + rest + ' more rows'] : [])]
}

process.exitCode = await main()
`
