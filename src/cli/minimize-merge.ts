import { chooseCases, type KeptCase } from '../corpus/minimize/choose.js'
import { assert } from '../model/errors.js'
import { type Copied, copyInto } from './minimize-apply.js'
import { type MinimizedFile, minimizedFiles } from './minimize-files.js'
import { candidatesOf, type Observed } from './minimize-observe.js'
import type { MinimizeAction } from './minimize-task.js'
import { aloneText, counted } from './minimize-words.js'

/** The cases of other folders that a corpus may take in. */
export interface Incoming {
  readonly files: readonly MinimizedFile[]
  /** Accepted differences, which nobody accepts by copying a folder. */
  readonly refused: readonly MinimizedFile[]
}

/** What can be taken from folders; contents that the corpus has are left out. Throws UsageError. */
export function incomingFiles(
  folders: readonly string[],
  corpus: readonly MinimizedFile[],
): Incoming {
  const has = new Set(corpus.map(({ key }) => key))
  const fresh = minimizedFiles(folders).filter(({ key }) => !has.has(key))
  return {
    files: fresh.filter((file) => !isKnown(file)),
    refused: fresh.filter(isKnown),
  }
}

function isKnown({ pinned }: MinimizedFile): boolean {
  return pinned === 'below known/' || pinned === 'a known difference'
}

/** What a merge has taken in. */
export interface Merged {
  readonly taken: readonly (Copied & { readonly alone: readonly string[] })[]
  readonly incoming: number
  readonly refused: number
  readonly featuresBefore: number
  readonly featuresAfter: number
}

/** Copies the cases that bring something to the corpus, which counts as chosen already. Throws UsageError. */
export function merge(
  corpus: readonly MinimizedFile[],
  { files, refused }: Incoming,
  observed: Observed,
  { into, from }: Extract<MinimizeAction, { kind: 'merge' }>,
): Merged {
  const own = new Set(corpus)
  const all = candidatesOf([...corpus, ...files], observed.index, (file) => own.has(file))
  const choice = chooseCases(all)
  const before = chooseCases(all.filter(({ isPinned }) => isPinned)).featuresBefore
  const kept = choice.kept.filter(({ candidate }) => !candidate.isPinned)
  const names = kept.map(({ candidate }) => candidate.name)
  return {
    taken: copyInto(into, names, from).map((copied) => ({
      ...copied,
      alone: aloneOf(kept, copied),
    })),
    incoming: files.length,
    refused: refused.length,
    featuresBefore: before,
    featuresAfter: choice.featuresAfter,
  }
}

function aloneOf(kept: readonly KeptCase[], { from }: Copied): readonly string[] {
  const found = kept.find(({ candidate }) => candidate.name === from)
  assert(found, `${from} was copied and not chosen`)
  return found.alone
}

/** A merge for a terminal. */
export function mergedText(merged: Merged, into: string): string {
  const { taken, incoming, refused, featuresBefore, featuresAfter } = merged
  return [
    `features  ${featuresBefore} → ${featuresAfter}`,
    `taken     ${taken.length} of ${counted(incoming, 'new case')} into ${into}`,
    ...(refused === 0
      ? []
      : [`not taken ${counted(refused, 'known difference')}; goldeneye known add accepts one`]),
    ...taken.map(({ from, to, alone }) => `  ${from} → ${to}  ${aloneText(alone)}`),
    '',
  ].join('\n')
}
