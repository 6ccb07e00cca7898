/** Something that GitHub shows beside a line of a file. */
export interface Annotation {
  readonly level: 'error' | 'warning'
  /** As seen from the root of the repository. */
  readonly file: string
  /** From 1; undefined where it is about the whole file. */
  readonly line: number | undefined
  readonly title: string
  readonly text: string
}

/** GitHub shows ten of each level for a step, and drops the rest without a word. */
const SHOWN_MAX = 10

/** The workflow commands that make GitHub show these; where there are more than it shows, the last one says so. */
export function annotations(all: readonly Annotation[]): readonly string[] {
  return (['error', 'warning'] as const).flatMap((level) => {
    const own = all.filter((one) => one.level === level)
    if (own.length <= SHOWN_MAX) return own.map(command)
    const shown = own.slice(0, SHOWN_MAX - 1)
    const rest = own.length - shown.length
    return [...shown.map(command), `::${level}::and ${rest} more, see the report`]
  })
}

function command({ level, file, line, title, text }: Annotation): string {
  const properties = [
    `file=${property(file)}`,
    ...(line === undefined ? [] : [`line=${line}`]),
    `title=${property(title)}`,
  ]
  return `::${level} ${properties.join(',')}::${data(text)}`
}

/** A line break or a percent sign would end the command, or be read as an escape. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
