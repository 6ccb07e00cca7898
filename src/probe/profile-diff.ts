import { oneLine, type ProfileFile } from '../target/profile/profile-file.js'

/** Something that two profiles do not have in common. */
export interface ProfileChange {
  /** `types.DATE`, `capabilities.cancel`, `batches`. */
  readonly what: string
  /** Absent where it is new. */
  readonly before?: string | undefined
  /** Absent where it is gone. */
  readonly after?: string | undefined
}

/** What changed from one profile to another, in the order of the names. The endpoint's version is no change. */
export function profileChanges(before: ProfileFile, after: ProfileFile): readonly ProfileChange[] {
  const [left, right] = [facts(before), facts(after)]
  const names = [...new Set([...left.keys(), ...right.keys()])].sort((a, b) => (a < b ? -1 : 1))
  return names
    .map((what) => ({ what, before: left.get(what), after: right.get(what) }))
    .filter((change) => change.before !== change.after)
}

function facts(file: ProfileFile): ReadonlyMap<string, string> {
  const { goldeneye: _, endpoint: _version, types, capabilities, ...rest } = file
  const single = Object.entries(rest).filter(([, value]) => value !== undefined)
  return new Map([
    ...single.map(([name, value]) => [name, JSON.stringify(value)] as const),
    ...capabilities.map((name) => [`capabilities.${name}`, 'yes'] as const),
    ...Object.entries(types).map(([name, entry]) => [`types.${name}`, oneLine(entry)] as const),
  ])
}

/** For a terminal: each change with its two lines. */
export function changesText(changes: readonly ProfileChange[]): string {
  return changes
    .map(({ what, before, after }) =>
      [
        `${what}\n`,
        ...(before === undefined ? [] : [`  - ${before}\n`]),
        ...(after === undefined ? [] : [`  + ${after}\n`]),
      ].join(''),
    )
    .join('')
}
