import type { SideSpecs } from './settings.js'

/** Nobody should wonder for longer whether it still starts. */
const SAY_EVERY_MS = 10_000

/** Opens both sides, and says now and then on stderr what is waited for, unless it is to be quiet. */
export async function whileStarting<T>(
  { reference, subject }: SideSpecs,
  { quiet = false }: { readonly quiet?: boolean | undefined },
  open: () => Promise<T>,
): Promise<T> {
  const text = `starting ${reference.name} and ${subject.name} ...\n`
  const timer = setInterval(() => quiet || process.stderr.write(text), SAY_EVERY_MS)
  try {
    return await open()
  } finally {
    clearInterval(timer)
  }
}
