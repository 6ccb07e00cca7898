import type { PreparedStatement } from '../../pgwire/portal.js'

/**
 * `prepared-names-leak`: the named statements of a session as a map which all sessions of a node share; a name that is
 * taken is silently taken over. The unnamed statement stays the session's own.
 */
export class SharedNames extends Map<string, PreparedStatement> {
  constructor(private readonly shared: Map<string, PreparedStatement>) {
    super()
  }

  override has(name: string): boolean {
    return name === '' && super.has(name)
  }

  override get(name: string): PreparedStatement | undefined {
    return name === '' ? super.get(name) : this.shared.get(name)
  }

  override set(name: string, statement: PreparedStatement): this {
    if (name === '') return super.set(name, statement)
    this.shared.set(name, statement)
    return this
  }

  override delete(name: string): boolean {
    return name === '' ? super.delete(name) : this.shared.delete(name)
  }
}
