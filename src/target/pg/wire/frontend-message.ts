/** A value for Bind: text or bytes in their format, null for NULL. */
export interface BoundValue {
  readonly value: string | Uint8Array | null
  readonly isBinary: boolean
}

/** A simple query. */
export function query(text: string): Buffer {
  return message('Q', cstring(text))
}

/** An OID of 0 leaves the type of a parameter to the server. */
export function parse(name: string, text: string, oids: readonly number[]): Buffer {
  return message('P', cstring(name), cstring(text), int16(oids.length), ...oids.map(uint32))
}

/** Binds a statement to the portal without a name. */
export function bind(
  statement: string,
  values: readonly BoundValue[],
  results: 'text' | 'binary',
): Buffer {
  const formats = values.map(({ isBinary }) => int16(isBinary ? 1 : 0))
  const resultFormats = results === 'binary' ? [int16(1), int16(1)] : [int16(0)]
  return message(
    'B',
    cstring(''),
    cstring(statement),
    int16(formats.length),
    ...formats,
    int16(values.length),
    ...values.flatMap(({ value }) => boundValue(value)),
    ...resultFormats,
  )
}

/** Of a statement by its name, or of the portal without a name. */
export function describe(of: 'statement' | 'portal', name: string): Buffer {
  return message('D', cstring(`${of === 'statement' ? 'S' : 'P'}${name}`))
}

/** Of the portal without a name; no more than `rowsMax` rows, 0 for all. */
export function execute(rowsMax: number): Buffer {
  return message('E', cstring(''), uint32(rowsMax))
}

export function sync(): Buffer {
  return message('S')
}

export function flush(): Buffer {
  return message('H')
}

export function copyFail(reason: string): Buffer {
  return message('f', cstring(reason))
}

export function terminate(): Buffer {
  return message('X')
}

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 4)
  return Buffer.concat([Buffer.from(type, 'latin1'), uint32(length), ...parts], length + 1)
}

function boundValue(value: BoundValue['value']): Buffer[] {
  if (value === null) return [uint32(0xffff_ffff)]
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : Buffer.from(value)
  return [uint32(bytes.length), bytes]
}

function cstring(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf8')
}

function int16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2)
  bytes.writeUInt16BE(value)
  return bytes
}

function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt32BE(value)
  return bytes
}
