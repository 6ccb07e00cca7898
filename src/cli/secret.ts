/** The variable that gives `${secret:key}` in a case: GOLDENEYE_SECRET_KEY. */
export function secretVariable(name: string): string {
  return `GOLDENEYE_SECRET_${name.toUpperCase()}`
}

/** The secret of a case by its name; undefined where nobody has set it. */
export function secretFromEnvironment(name: string): string | undefined {
  return process.env[secretVariable(name)]
}
