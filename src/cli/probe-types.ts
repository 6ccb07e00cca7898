import { parseCount } from '../config/duration.js'
import { type MatrixOptions, probeMatrix } from '../probe/matrix.js'
import { matrixPage } from '../probe/matrix-html.js'
import { matrixJson } from '../probe/matrix-json.js'
import { matrixText } from '../probe/matrix-text.js'
import { type MatrixReport, totalsOf } from '../probe/report.js'
import { plural } from '../report/numbers.js'
import { clip, visible } from '../report/visible.js'
import { terminalFor } from './console.js'
import { EXIT } from './exit.js'
import { Interrupt } from './interrupt.js'
import { type NewFile, refuseToOverwrite, writeNewFile } from './new-files.js'
import { openProbe, probeSpecs } from './probe-sides.js'
import { resolveSearch, type TargetFlags } from './settings.js'
import { clock } from './surroundings.js'
import { version } from './version.js'

export interface ProbeTypesFlags extends TargetFlags {
  readonly values?: string
  readonly seed?: string
  readonly html?: string
  readonly json?: string
  readonly force?: boolean
  readonly quiet?: boolean
}

const VALUES_DEFAULT = '20'
/** Progress where nothing can be repainted. */
const PROGRESS_EVERY_MS = 5000

/** `goldeneye probe types`: the type matrix. Gives the exit code. */
export async function probeTypes(flags: ProbeTypesFlags): Promise<number> {
  const values = parseCount(flags.values ?? VALUES_DEFAULT, '--values', { min: 0 })
  const { config, ...specs } = probeSpecs(flags)
  const { seed } = resolveSearch(flags.seed === undefined ? {} : { seed: flags.seed }, config)
  const files = reportFiles(flags)
  const isForced = flags.force === true
  refuseToOverwrite(files, isForced)
  const interrupt = new Interrupt((text) => process.stderr.write(text))
  const probe = await openProbe(specs, (text) => process.stderr.write(`${text}\n`))
  try {
    const report = await probeMatrix(probe, {
      seed,
      values,
      date: new Date(clock.nowMs()).toISOString().slice(0, 10),
      onRow: flags.quiet ? () => undefined : progress(),
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

/** One line that is written again and again on a terminal, else a line now and then. */
function progress(): NonNullable<MatrixOptions['onRow']> {
  const { live, columns } = terminalFor(process.stderr)
  let [comparisons, lastMs] = [0, clock.nowMs()]
  return ({ row, done, of }) => {
    comparisons += totalsOf({ rows: [row] }).comparisons
    const line = `${done}/${of} types, ${plural(comparisons, 'comparison')}  ${visible(row.type)}`
    if (live) {
      process.stderr.write(`\r\u001b[2K${done === of ? '' : clip(line, columns - 1)}`)
    } else if (clock.nowMs() - lastMs >= PROGRESS_EVERY_MS) {
      lastMs = clock.nowMs()
      process.stderr.write(`${line}\n`)
    }
  }
}
