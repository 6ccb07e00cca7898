import type { Evidence } from '../model/history.js'
import type { Profile } from '../model/profile.js'
import type { Mismatch } from '../model/verdict.js'
import { showingOf, showingText } from './showing.js'

/** In what way the answers of the two sides differ, without names and values. */
export type Symptom = string

/** The symptoms of a mismatch, the first one first. */
export function symptomsOf(
  mismatch: Mismatch,
  evidence: Evidence,
  types: Profile['types'],
): readonly Symptom[] {
  return [showingText(showingOf(evidence, mismatch, types))]
}

/** Whether a symptom is among others; where none was told, any will do. */
export function hasSymptom(all: readonly Symptom[], one: Symptom | undefined): boolean {
  return one === undefined || all.includes(one)
}
