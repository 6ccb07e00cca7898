import fc from 'fast-check'
import type { Plan } from '../model/plan.js'
import { type Dice, diceOf } from '../random/dice.js'

/** One thing that can happen next. It changes the model, or nothing where it makes no sense now. */
export interface Intent<Model> {
  readonly weight: number
  readonly act: (model: Model, dice: Dice) => void
}

export interface Story<Model> {
  readonly begin: (dice: Dice) => Model
  readonly intents: readonly Intent<Model>[]
  /** How many intents; a plan ends early when `full` says so. */
  readonly length: { readonly min: number; readonly max: number }
  readonly full: (model: Model) => boolean
  readonly end: (model: Model, dice: Dice) => Plan
}

const salt = fc.integer({ min: 0, max: 0x7fff_ffff })

/**
 * Plans as a fold of intents over a model: an intent is chosen by weight with a salt for its own decisions, so a shorter
 * list of intents is a valid plan too, and it shrinks by leaving intents out.
 */
export function story<Model>(tale: Story<Model>): fc.Arbitrary<Plan> {
  const intents = fc.oneof(
    ...tale.intents.map(({ weight, act }) => ({
      weight,
      arbitrary: salt.map((value) => ({ act, salt: value })),
    })),
  )
  const { min, max } = tale.length
  const chosen = fc.array(intents, { minLength: min, maxLength: max, size: 'max' })
  return fc.tuple(salt, chosen, salt).map(([first, acts, last]) => {
    const model = tale.begin(diceOf(first))
    for (const { act, salt: value } of acts) {
      if (tale.full(model)) break
      act(model, diceOf(value))
    }
    return tale.end(model, diceOf(last))
  })
}
