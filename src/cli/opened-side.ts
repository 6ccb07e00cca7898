import type { TargetSpec } from '../config/target-spec.js'
import type { Profile } from '../model/profile.js'
import type { Target } from '../model/target.js'
import type { SecretSource } from '../target/binder.js'
import type { ConnectionSettings } from '../target/pg/connection-settings.js'

/** Something that happened to a target beside the answers that it gave. */
export interface TargetIncident {
  readonly kind: 'target-died' | 'target-replaced' | 'node-killed' | 'node-restarted' | 'other'
  readonly target: string
  readonly detail: string
}

/** A side that is open. */
export interface Opened {
  /** What a client connects to, where others than this process can. */
  readonly endpoints?: readonly ConnectionSettings[] | undefined
  readonly target: Target
  readonly profile: Profile
  /** Another target like this one, with processes and connections of its own to the same endpoints. */
  readonly again: (name: string) => Promise<{ readonly target: Target }>
}

/** What opening a side needs of the others. */
export interface Surroundings {
  readonly role: 'reference' | 'subject'
  /** A folder that goes with the sides. */
  readonly directory: string
  readonly secrets: SecretSource
  /** The passwords that the config file refers to. */
  readonly passwords: ReadonlyMap<TargetSpec, string>
  /** The folder with the extensions of the DuckLake client; undefined where nobody named one. */
  readonly extensionDirectory: string | undefined
  /** Called with what closes each thing as soon as it is open. */
  readonly onOpened: (close: () => Promise<void>) => void
  readonly onIncident: (incident: TargetIncident) => void
  /** Called with what must never be written anywhere. */
  readonly onSecret: (secret: string) => void
}
