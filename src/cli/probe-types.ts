import { parseCount } from '../config/duration.js'
import { type MatrixOptions, probeMatrix } from '../probe/matrix.js'
import { matrixPage } from '../probe/matrix-html.js'
import { matrixJson } from '../probe/matrix-json.js'
import { matrixText } from '../probe/matrix-text.js'
import { type MatrixReport, totalsOf } from '../probe/report.js'
import { plural } from '../report/numbers.js'
import { visible } from '../report/visible.js'
import { terminalFor } from './console.js'
import { EXIT } from './exit.js'
import { Interrupt } from './interrupt.js'
import { type NewFile, refuseToOverwrite, writeNewFile } from './new-files.js'
import { probeProgress } from './probe-progress.js'
import { openProbe, probeSpecs } from './probe-sides.js'
import { probedTypes } from './probed-types.js'
import { resolveSearch, type TargetFlags } from './settings.js'
import { clock } from './surroundings.js'
import { version } from './version.js'

export interface ProbeTypesFlags extends TargetFlags {
  readonly values?: string
  readonly type?: readonly string[]
  readonly seed?: string
  readonly html?: string
  readonly json?: string
  readonly force?: boolean
  readonly quiet?: boolean
}

const VALUES_DEFAULT = '20'

/** `goldeneye probe types`: the type matrix. Gives the exit code. */
export async function probeTypes(flags: ProbeTypesFlags): Promise<number> {
  const values = parseCount(flags.values ?? VALUES_DEFAULT, '--values', { min: 0 })
  const { config, ...specs } = probeSpecs(flags)
  const { seed } = resolveSearch(flags.seed === undefined ? {} : { seed: flags.seed }, config)
  const types = probedTypes(flags.type)
  const files = reportFiles(flags)
  const isForced = flags.force === true
  refuseToOverwrite(files, isForced)
  const interrupt = new Interrupt((text) => process.stderr.write(text))
  const probe = await openProbe(specs, (text) => process.stderr.write(`${text}\n`))
  try {
    const report = await probeMatrix(probe, {
      seed,
      values,
      types,
      date: new Date(clock.nowMs()).toISOString().slice(0, 10),
      onRow: rowProgress(flags.quiet === true),
      isStopped: () => interrupt.signal.aborted,
    })
    for (const file of files) writeNewFile(file, probe.mask(file.print(report)), isForced)
    process.stdout.write(probe.mask(matrixText(report, terminalFor(process.stdout).color)))
    const isWrong = totalsOf(report).differences > 0
    return interrupt.exitCode ?? (isWrong ? EXIT.findings : EXIT.agree)
  } finally {
    interrupt.close()
    await probe.close()
  }
}

interface ReportFile extends NewFile {
  readonly print: (report: MatrixReport) => string
}

function reportFiles({ html, json }: ProbeTypesFlags): readonly ReportFile[] {
  const page = (report: MatrixReport) => matrixPage(report, version())
  return [
    ...(html === undefined ? [] : [{ path: html, flag: '--html', print: page }]),
    ...(json === undefined ? [] : [{ path: json, flag: '--json', print: matrixJson }]),
  ]
}

/** The number of types and of comparisons so far. */
function rowProgress(isQuiet: boolean): NonNullable<MatrixOptions['onRow']> {
  const say = probeProgress(isQuiet)
  let comparisons = 0
  return ({ row, done, of }) => {
    comparisons += totalsOf({ rows: [row] }).comparisons
    const counts = `${done}/${of} types, ${plural(comparisons, 'comparison')}`
    say(`${counts}  ${visible(row.type)}`, done === of)
  }
}
