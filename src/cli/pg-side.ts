import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TargetSpec } from '../config/target-spec.js'
import type { Profile } from '../model/profile.js'
import type { FilesPlace } from '../target/binder.js'
import { type ConnectionSettings, parsePgUrl } from '../target/pg/connection-settings.js'
import { openPgTarget, type PgTarget } from '../target/pg/pg-target.js'
import type { Opened, Surroundings } from './opened-side.js'

type PgSpec = Extract<TargetSpec, { kind: 'pg' }>

/** Opens an endpoint by its URL. Throws UsageError where it cannot be used. */
export async function openPgSide(spec: PgSpec, around: Surroundings): Promise<Opened> {
  const endpoints = endpointsOf(spec, around)
  const files = filesOf(spec)
  const open = async (asked: Profile | string): Promise<PgTarget> => {
    const { secrets } = around
    const options = { name: spec.name, endpoints, profile: asked, files, secrets }
    const target = await openPgTarget(options)
    around.onOpened(() => target.close())
    return target
  }
  const target = await open(spec.profile ?? 'generic')
  return {
    target,
    profile: files === undefined ? withoutFiles(target.profile) : target.profile,
    endpoints,
    // What was found out about the endpoint is not asked again.
    again: async () => ({ target: await open(target.profile) }),
  }
}

/** A password of the config file wins over one of the URL, the environment or pgpass. */
function endpointsOf(spec: PgSpec, around: Surroundings): readonly ConnectionSettings[] {
  const password = around.passwords.get(spec)
  const surroundings = { environment: process.env, pgpass: readPgpass() }
  const endpoints = parsePgUrl(spec.url, surroundings).map((endpoint) =>
    password === undefined ? endpoint : { ...endpoint, password },
  )
  for (const endpoint of endpoints) if (endpoint.password) around.onSecret(endpoint.password)
  return endpoints
}

/** The lab makes files below each node's own directory; elsewhere a folder that the user named and both sides see. */
function filesOf(spec: PgSpec): FilesPlace | undefined {
  if (spec.profile === 'lab') return { kind: 'endpoint', directory: '.' }
  return spec.files === undefined ? undefined : { kind: 'shared', directory: resolve(spec.files) }
}

/** Nobody said where the endpoint may create database files, so no plan asks for one. */
function withoutFiles(profile: Profile): Profile {
  const capabilities = new Set(profile.capabilities)
  capabilities.delete('attach-file')
  return { ...profile, capabilities }
}

function readPgpass(): string | undefined {
  try {
    return readFileSync(process.env.PGPASSFILE ?? join(homedir(), '.pgpass'), 'utf8')
  } catch {
    return undefined // Having none is the rule.
  }
}
