/** The user's mistake: one sentence and what to do next. The command ends with exit code 2 and no stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message)
  }
}

/** A target that cannot be used any more in this run. The command ends with exit code 3. */
export class TargetLost extends Error {
  override readonly name = 'TargetLost'
  /** Without a full stop: a report goes on behind it. */
  readonly reason: string
  constructor(
    readonly target: string,
    reason: string,
  ) {
    super(`${target} is lost: ${reason.replace(/\.$/, '')}`)
    this.reason = reason.replace(/\.$/, '')
  }
}

/** The user asked to stop in the midst of a case. It proves nothing about either side. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  constructor() {
    super('stopped in the midst of a case')
  }
}

/** Our own mistake. The command ends with exit code 4 and asks for a report. */
export class AssertionFailure extends Error {
  override readonly name = 'AssertionFailure'
}

/** Holds what must be true of our own code. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionFailure(message)
}

/** The default of a switch over a union: reached only when a case was forgotten. */
export function unreachable(value: never): never {
  throw new AssertionFailure(`unreachable: ${JSON.stringify(value)}`)
}
