import type { Outcome } from '../../../src/model/outcome.js'
import type { Session, Target } from '../../../src/model/target.js'

/** Changes what a target answers to one text; `undefined` leaves it as it is. */
export type Lie = (sql: string, outcome: Outcome) => Outcome | undefined

/** A real target with a fault of its own, as a mutant has. */
export function lyingTarget(target: Target, lie: Lie): Target {
  const open = async (...where: Parameters<Target['open']>): Promise<Session> => {
    const session = await target.open(...where)
    return {
      send: async (statement, limits) => {
        const reply = await session.send(statement, limits)
        const outcomes = reply.outcomes.map((outcome) => lie(statement.sql, outcome) ?? outcome)
        return { ...reply, outcomes }
      },
      cancel: () => session.cancel(),
      close: () => session.close(),
    }
  }
  return {
    facts: { ...target.facts, name: 'subject' },
    reset: (scope) => target.reset(scope),
    open,
    state: (scope) => target.state(scope),
    clean: (scope) => target.clean(scope),
    close: () => target.close(),
  }
}

/** Cells of a column of this type come out otherwise. */
export function wrongCells(type: string, change: (cell: string) => string | null): Lie {
  return (_sql, outcome) => {
    if (outcome.kind !== 'rows') return undefined
    const isWrong = outcome.columns.map(
      (column) => column.type.kind === 'duckdb' && column.type.name === type,
    )
    const rows = outcome.rows.map((row) =>
      row.map((cell, at) => (cell !== null && isWrong[at] ? change(cell) : cell)),
    )
    return { ...outcome, rows }
  }
}

/** Several faults in one target. */
export function together(...lies: readonly Lie[]): Lie {
  return (sql, outcome) => lies.reduce((told, lie) => lie(sql, told) ?? told, outcome)
}
