/** Something that a client may not do. A fatal one ends its connection. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  constructor(
    message: string,
    readonly sqlstate: string,
    readonly fatal: boolean,
  ) {
    super(message)
  }
}

/** A message that cannot be understood: after it nothing that comes can be trusted, so the connection ends. */
export function malformed(what: string): ProtocolError {
  return new ProtocolError(what, '08P01', true)
}
