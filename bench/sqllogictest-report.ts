import type { Difference, FileResult } from './sqllogictest-file.js'

const SHOWN_MAX = 60

/** Prints what a replay of a folder has shown, as Markdown. */
export function printReport(results: readonly FileResult[]): void {
  const sum = (of: (result: FileResult) => number) =>
    results.reduce((total, result) => total + of(result), 0)
  const seconds = Math.round(sum(({ elapsedMs }) => elapsedMs) / 1000)
  console.log(`# sqllogictest: ${results.length} files in ${seconds} seconds

| what | count |
|---|---|
| broken files | ${results.filter(({ broken }) => broken).length} |
| files with a statement that ran | ${results.filter(({ statements }) => statements > 0).length} |
| files cut at their time limit | ${results.filter(({ isCut }) => isCut).length} |
| files that agree | ${results.filter(agrees).length} |
| files with a difference | ${results.filter(({ differences }) => differences.length > 0).length} |
| inconclusive files | ${results.filter(({ inconclusive }) => inconclusive).length} |
| statements sent | ${sum(({ statements }) => statements)} |
| executed on both sides | ${sum(({ executedOnBoth }) => executedOnBoth)} |
| refused by both | ${sum(({ failedOnBoth }) => failedOnBoth)} |
| declared refusals of the subject (0A000) | ${sum(({ refused }) => refused.length)} |
| statements checked against their file | ${sum(({ checked }) => checked)} |
| ... of which the reference answers otherwise | ${sum(({ againstFile }) => againstFile.length)} |`)
  section('Skipped', counted(results.flatMap((result) => skips(result))))
  section('Refused by the subject', counted(results.flatMap(({ refused }) => refused.map(refusal))))
  section('Inconclusive', counted(results.map(({ inconclusive }) => inconclusive)))
  printDifferences(results)
  printAgainstFile(results)
}

function agrees({ statements, differences, inconclusive, broken }: FileResult): boolean {
  return statements > 0 && differences.length === 0 && !inconclusive && !broken
}

function skips({ skipped }: FileResult): readonly string[] {
  return skipped.flatMap(({ reason, count }) => Array<string>(count).fill(reason))
}

function refusal({ message }: { readonly message: string }): string {
  return message.replaceAll(/\b(?:the setting )\S+/g, 'the setting ...').split('\n')[0] ?? ''
}

function counted(words: readonly (string | undefined)[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>()
  for (const word of words) if (word) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)
}

function section(title: string, counts: readonly (readonly [string, number])[]): void {
  console.log(`\n## ${title}\n`)
  for (const [what, count] of counts.slice(0, SHOWN_MAX)) console.log(`- ${count}: ${what}`)
}

function printDifferences(results: readonly FileResult[]): void {
  const all = results.flatMap(({ file, differences }) =>
    differences.map((difference) => ({ file, ...difference })),
  )
  const groups = grouped(all, likeness)
  console.log(`\n## Differences: ${all.length} in ${groups.size} groups\n`)
  for (const [, group] of [...groups].sort(([, a], [, b]) => b.length - a.length)) {
    const [first] = group
    if (!first) continue
    const { file, line, kind, summary, sql, reference, subject, doubt, again } = first
    console.log(`- ${group.length} times ${kind}: ${summary}${again ? '' : ' (not seen again)'}`)
    console.log(`  - ${file}:${line}: ${oneLine(sql)}`)
    console.log(`  - reference ${oneLine(reference)} / subject ${oneLine(subject)}`)
    if (doubt !== undefined) console.log(`  - ${oneLine(doubt)}`)
  }
}

/** Differences of one shape: kind, errors without their particulars, else the statement's skeleton. */
function likeness({ kind, reference, subject, skeleton, doubt }: Difference): string {
  const isError = /error/i.test(reference + subject)
  const shape = isError ? `${errorShape(reference)} / ${errorShape(subject)}` : skeleton
  return `${kind} ${shape} ${doubt === undefined}`
}

function errorShape(text: string): string {
  return text
    .replaceAll(/"[^"]*"|'[^']*'|\d+/g, '?')
    .split('\n')[0]
    ?.slice(0, 60) as string
}

function printAgainstFile(results: readonly FileResult[]): void {
  const all = results.flatMap(({ file, againstFile }) =>
    againstFile.map((one) => ({ file, ...one })),
  )
  console.log(`\n## The reference answers otherwise than the file: ${all.length}\n`)
  const groups = grouped(all, ({ what, actual }) => `${what} ${errorShape(actual)}`)
  const sorted = [...groups].sort(([, a], [, b]) => b.length - a.length)
  for (const [, group] of sorted.slice(0, SHOWN_MAX)) {
    const [first] = group
    if (!first) continue
    const files = new Set(group.map(({ file }) => file)).size
    console.log(`- ${group.length} times in ${files} files: ${first.what}`)
    console.log(`  - ${first.file}:${first.line}: ${oneLine(first.sql)}`)
    console.log(`  - file ${oneLine(first.expected)} / reference ${oneLine(first.actual)}`)
  }
}

function grouped<T>(
  items: readonly T[],
  key: (item: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item])
  return groups
}

function oneLine(text: string): string {
  return `\`${text.replaceAll(/\s+/g, ' ').trim()}\``
}
