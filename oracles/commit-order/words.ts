import type { Mismatch, MismatchKind, OrderFault, StaleRead } from '../../src/index.js'

/** The part of a mismatch that these words make. */
export type Told = Pick<Mismatch, 'mismatch' | 'summary' | 'reference' | 'subject'>

const KINDS: Readonly<Partial<Record<OrderFault['kind'], MismatchKind>>> = {
  lost: 'lost-commit',
  moved: 'lost-commit',
  vanished: 'lost-commit',
  twice: 'double-commit',
  'same-position': 'double-commit',
  failed: 'stray-commit',
}

/** A fault of the endpoint's as a mismatch: in place of the reference stands what was promised. */
export function faultAsMismatch(fault: OrderFault, told: string): Told {
  const [summary, promised] = sentences(fault)
  const mismatch = KINDS[fault.kind] ?? 'order'
  return { mismatch, summary, reference: promised, subject: `${summary} (as ${told} is told)` }
}

/** Why an order is none, in a sentence. */
export function whyNoOrder(fault: OrderFault): string {
  return sentences(fault)[0]
}

/** What is wrong, and what was promised instead. */
function sentences(fault: OrderFault): readonly [wrong: string, promised: string] {
  switch (fault.kind) {
    case 'unread':
      return ['no session could read the order of commits', 'the order of commits']
    case 'same-position':
      return [
        `snapshot ${fault.position} was committed ${times(fault.keys.length)}: ${shown(fault.keys)}`,
        'one commit for each snapshot',
      ]
    case 'twice':
      return [
        `${fault.key} was committed ${times(fault.positions.length)}: as snapshots ${shown(fault.positions)}`,
        'each commit once',
      ]
    case 'gap':
      return [`there is no snapshot ${fault.position}, and there are later ones`, 'no gap']
    case 'lost': {
      const instead = fault.found === undefined ? '' : `; there is ${fault.found} in its place`
      return [
        `the commit ${fault.key} was acknowledged as snapshot ${fault.position} and is lost${instead}`,
        `snapshot ${fault.position}: ${fault.key}`,
      ]
    }
    case 'moved':
      return [
        `the commit ${fault.key} was acknowledged as snapshot ${fault.position} and is snapshot ${fault.found}`,
        `snapshot ${fault.position}: ${fault.key}`,
      ]
    case 'vanished':
      return [
        `${fault.session} was shown snapshot ${fault.position}, which is not there any more`,
        `snapshot ${fault.position}`,
      ]
    case 'failed':
      return [
        `the commit ${fault.key} was answered with an error and is there as snapshot ${fault.position}`,
        `nothing of ${fault.key}`,
      ]
    case 'foreign':
      return [
        `snapshot ${fault.position} has the key ${fault.key ?? 'NULL'}, which no client of this run has written`,
        'only commits of this run',
      ]
    case 'real-time':
      return [
        `snapshot ${fault.later.position} (${fault.later.key}) began after snapshot ${fault.earlier.position} (${fault.earlier.key}) was acknowledged, so the ids are no order of commits`,
        'ids in the order of time',
      ]
  }
}

function times(count: number): string {
  return count === 2 ? 'twice' : `${count} times`
}

/** So many of what is in one place are told. */
const SHOWN_MAX = 4

function shown(all: readonly (string | number)[]): string {
  const more = all.length - SHOWN_MAX
  const told = all.slice(0, SHOWN_MAX).join(' and ')
  return more > 0 ? `${told} and ${more} more` : told
}

/** A read that is older than what had been acknowledged when it began. */
export function staleAsMismatch({ attempt, newest }: StaleRead, count: number): Told {
  const { session, position = 0 } = attempt
  const more = count > 1 ? `; ${count} transactions were` : ''
  return {
    mismatch: 'stale-read',
    summary: `${session} was shown snapshot ${position} after snapshot ${newest.position} was acknowledged${more}`,
    reference: `snapshot ${newest.position} (${newest.key}) or a later one`,
    subject: `snapshot ${position}`,
  }
}
