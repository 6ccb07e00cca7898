/** A finding of a mutant, and its name. */
export interface NamedFinding {
  readonly mutant: string
  readonly workload: string
  readonly index: number
  readonly status: string
  readonly kind: string
  readonly likeness: string
  /** The fingerprint. */
  readonly id: string
  readonly signature: readonly string[]
  readonly case: string
  readonly executions: number
  readonly ms: number
  readonly minimal: boolean
}

/**
 * How well names stand for faults. For each way to say what a fault is:
 *
 * - purity: the share of findings whose name is mostly given to findings of their own fault;
 * - completeness: the share of findings that have the name which most findings of their fault have;
 * - homogeneity and completeness of the V-measure (Rosenberg and Hirschberg 2007): 1 - H(fault | name) / H(fault), and
 *   1 - H(name | fault) / H(name).
 */
export function fingerprintReport(findings: readonly NamedFinding[]): string {
  if (findings.length === 0) return 'no finding was named'
  const names = (one: NamedFinding) => one.id
  return [
    headline(findings),
    measures('a fault is a mutant', findings, (one) => one.mutant, names),
    measures(
      'a fault is a mutant and the kind in which it shows',
      findings,
      (one) => `${one.mutant} ${one.kind}`,
      names,
    ),
    measures(
      'a fault is a mutant, the kind and the type in which it shows',
      findings,
      (one) => `${one.mutant} ${one.kind} ${typeOf(one)}`,
      names,
    ),
    likenessLine(findings),
    '',
    ...byMutant(findings),
    '',
    ...shared(findings),
  ].join('\n')
}

function headline(findings: readonly NamedFinding[]): string {
  const mutants = distinct(findings, (one) => one.mutant)
  const names = distinct(findings, (one) => one.id)
  const open = findings.filter((one) => !one.minimal).length
  const counts = `${findings.length} findings of ${mutants} mutants have ${names} names`
  return `${counts}; ${open} were not reduced to the end`
}

function typeOf({ signature }: NamedFinding): string {
  return signature[2]?.split(';', 1)[0] ?? ''
}

type KeyOf = (one: NamedFinding) => string

function measures(
  what: string,
  findings: readonly NamedFinding[],
  fault: KeyOf,
  name: KeyOf,
): string {
  const purity = majorityShare(findings, name, fault)
  const completeness = majorityShare(findings, fault, name)
  const homogeneity = 1 - ratio(conditionalEntropy(findings, fault, name), entropy(findings, fault))
  const vCompleteness =
    1 - ratio(conditionalEntropy(findings, name, fault), entropy(findings, name))
  const shares = `purity ${percent(purity)}, completeness ${percent(completeness)}`
  const v = `homogeneity ${percent(homogeneity)}, completeness ${percent(vCompleteness)}`
  return `${what}: ${shares}; V-measure: ${v}; ${distinct(findings, fault)} faults`
}

/** Of all findings, those that have the most frequent `value` of their group. */
function majorityShare(findings: readonly NamedFinding[], group: KeyOf, value: KeyOf): number {
  const groups = grouped(findings, group)
  const most = [...groups.values()].map((members) => Math.max(...counts(members, value)))
  return most.reduce((sum, count) => sum + count, 0) / findings.length
}

function counts(findings: readonly NamedFinding[], key: KeyOf): readonly number[] {
  return [...grouped(findings, key).values()].map((members) => members.length)
}

function entropy(findings: readonly NamedFinding[], key: KeyOf): number {
  return counts(findings, key).reduce((sum, count) => {
    const share = count / findings.length
    return sum - share * Math.log(share)
  }, 0)
}

/** H(key | given). */
function conditionalEntropy(findings: readonly NamedFinding[], key: KeyOf, given: KeyOf): number {
  const groups = [...grouped(findings, given).values()]
  return groups.reduce(
    (sum, members) => sum + (members.length / findings.length) * entropy(members, key),
    0,
  )
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}

/** As a campaign has it (campaign.ts). */
const LIKE_FINDINGS_MAX = 3

/** What a campaign against an endpoint with all these faults would miss, because it looks into three like findings only. */
function likenessLine(findings: readonly NamedFinding[]): string {
  const times = new Map<string, number>()
  const pursued = findings.filter(({ likeness }) => {
    const count = (times.get(likeness) ?? 0) + 1
    times.set(likeness, count)
    return count <= LIKE_FINDINGS_MAX
  })
  const names = new Set(pursued.map(({ id }) => id))
  const missed = findings.filter(({ id }) => !names.has(id))
  const faults = new Set(pursued.map(({ mutant }) => mutant))
  const lost = distinct(findings, (one) => one.mutant) - faults.size
  const looked = `${pursued.length} of ${findings.length}`
  const missing = `${distinct(missed, (one) => one.id)} names and ${lost} mutants would be missed`
  return `of like findings only ${LIKE_FINDINGS_MAX} are looked into: ${looked} then are, ${missing}`
}

/** Each mutant with its names, the one with the most names first. */
function byMutant(findings: readonly NamedFinding[]): readonly string[] {
  const mutants = [...grouped(findings, (one) => one.mutant)]
  const sorted = mutants.toSorted(
    ([, one], [, other]) => distinct(other, (n) => n.id) - distinct(one, (n) => n.id),
  )
  return sorted.flatMap(([mutant, members]) => [
    `${mutant}: ${members.length} findings, ${distinct(members, (one) => one.id)} names`,
    ...[...grouped(members, (one) => one.id)]
      .toSorted(([, one], [, other]) => other.length - one.length)
      .map(
        ([id, same]) =>
          `    ${String(same.length).padStart(3)} ${id}  ${same[0]?.signature.join(' | ')}`,
      ),
  ])
}

/** Names that several mutants share. */
function shared(findings: readonly NamedFinding[]): readonly string[] {
  return [...grouped(findings, (one) => one.id)].flatMap(([id, members]) => {
    const mutants = [...grouped(members, (one) => one.mutant)]
    if (mutants.length === 1) return []
    const texts = mutants.map(([mutant, same]) => `${mutant} ${same.length}`)
    return [`${id} is shared: ${texts.join(', ')}: ${members[0]?.signature.join(' | ')}`]
  })
}

function distinct(findings: readonly NamedFinding[], key: KeyOf): number {
  return new Set(findings.map(key)).size
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function grouped(
  findings: readonly NamedFinding[],
  key: KeyOf,
): ReadonlyMap<string, readonly NamedFinding[]> {
  const groups = new Map<string, NamedFinding[]>()
  for (const one of findings) {
    const group = groups.get(key(one))
    if (group) group.push(one)
    else groups.set(key(one), [one])
  }
  return groups
}
