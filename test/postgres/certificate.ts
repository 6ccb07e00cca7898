import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** The one name that the certificate is for; a server that is reached by its address has another. */
export const CERTIFIED_HOST = 'localhost'

/** A certificate that vouches for itself, so it is also the authority that a client has to know. */
export interface Certificate {
  readonly certificatePath: string
  readonly keyPath: string
}

/** Makes a certificate in a directory, good for two days. Undefined where openssl is missing or too old. */
export function makeCertificate(directory: string, name = 'server'): Certificate | undefined {
  const certificatePath = join(directory, `${name}.crt`)
  const keyPath = join(directory, `${name}.key`)
  const { status } = spawnSync('openssl', [
    ...['req', '-x509', '-nodes', '-days', '2', '-out', certificatePath, '-keyout', keyPath],
    ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
    ...['-subj', `/CN=${CERTIFIED_HOST}`, '-addext', `subjectAltName=DNS:${CERTIFIED_HOST}`],
  ])
  return status === 0 ? { certificatePath, keyPath } : undefined
}
