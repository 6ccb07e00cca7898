/** A text that is no value of the type it should have. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
  constructor(
    readonly text: string,
    readonly type: string,
  ) {
    super(`not a ${type}: ${JSON.stringify(text)}`)
  }
}
