import { begin, type Dice, finish, freshNumber, reach } from '../../src/index.js'
import { type Logical, written } from './logical.js'
import type { Way } from './ways.js'
import { elsewhere, HOME, reconnect, say, type World } from './world.js'

/** Sends a logical statement in each of these ways, one after the other; they share one `same` name. */
export function tell(world: World, logical: Logical, sent: Telling): void {
  const same = sent.same ?? newName(world)
  for (const way of sent.ways) sendOne(world, logical, { way, same, dice: sent.dice })
}

export interface Telling {
  readonly ways: readonly Way[]
  readonly dice: Dice
  readonly same?: string | undefined
}

/** A name for the ways of one logical statement. */
export function newName(world: World): string {
  return `q${freshNumber(world)}`
}

interface One {
  readonly way: Way
  readonly same: string
  readonly dice: Dice
}

/** One way: twice where it says so, on another node or after a reconnect where it says so. */
export function sendOne(world: World, logical: Logical, { way, same, dice }: One): void {
  reach(world, way.feature)
  const what = written(logical, way.sending, same)
  if (way.place === 'reconnected') reconnect(world)
  const session = way.place === 'elsewhere' ? elsewhere(world, dice) : HOME
  say(world, what, session)
  if (way.twice) say(world, what, session)
}

/** The same in a transaction of its own, in which every way meets the same state: reads only. */
export function tellInside(world: World, logical: Logical, sent: Telling): void {
  reach(world, 'inside-transaction')
  begin(world.script, HOME)
  tell(world, logical, sent)
  finish(world.script, HOME, 'ROLLBACK')
}

/** Each way in a transaction of its own that is rolled back, with a look at what it did. */
export function tellApart(world: World, logical: Logical, sent: TellingApart): void {
  const [same, after] = [newName(world), newName(world)]
  for (const way of sent.ways.filter(({ twice }) => !twice)) {
    begin(world.script, HOME)
    sendOne(world, logical, { way, same, dice: sent.dice })
    if (sent.look) say(world, written(sent.look, { delivery: 'simple' }, after))
    finish(world.script, HOME, 'ROLLBACK')
  }
}

export interface TellingApart extends Telling {
  /** A read in the same transaction: what the statement did must not depend on the way. */
  readonly look?: Logical | undefined
}
