import type { Evidence, History } from '../src/model/history.js'

/** Evidence as JSON: bigints and maps are told apart by their keys. */
export function evidenceToJson(evidence: Evidence): unknown {
  return JSON.parse(
    JSON.stringify(evidence, (_key, value: unknown) => {
      if (typeof value === 'bigint') return { $bigint: String(value) }
      return value instanceof Map ? { $map: [...value] } : value
    }),
  )
}

/** The evidence again. */
export function evidenceFromJson(json: unknown): Evidence {
  return JSON.parse(JSON.stringify(json), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value
    if ('$bigint' in value) return BigInt(String(value.$bigint))
    return '$map' in value ? new Map(value.$map as [string, string][]) : value
  }) as Evidence & { readonly reference: History }
}
