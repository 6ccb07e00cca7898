import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** How to run one of the lab's main files: as JavaScript when we are compiled, through tsx when we are sources. */
export function processEntry(name: 'node-main' | 'daemon-main'): {
  readonly path: string
  readonly execArgv: readonly string[]
} {
  const isSource = import.meta.url.endsWith('.ts')
  const path = fileURLToPath(new URL(`../${name}.${isSource ? 'ts' : 'js'}`, import.meta.url))
  if (!isSource) return { path, execArgv: [] }
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  return { path, execArgv: ['--import', loader] }
}
