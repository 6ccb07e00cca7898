/**
 * Whose fault a mismatch is, by vote. `engine`, `optimizer`: the reference does not agree with itself. `unstable`: the
 * subject does not. `node`: another node of it agrees. `wire`: it agrees when it is asked in another way. `genuine`: it
 * differs whatever is done.
 */
export type Blame = 'engine' | 'optimizer' | 'unstable' | 'node' | 'wire' | 'genuine'

/** One more run of a finding's smallest case: does it agree with the reference's first answer? */
export interface Vote {
  /** Who was asked, in words: `the reference with its optimizers off`. */
  readonly voter: string
  readonly about:
    | ('again' | 'engine' | 'optimizer' | 'prepared')
    | ('subject' | 'node' | 'wire' | 'subquery' | 'as-text')
  readonly says: 'agrees' | 'differs' | 'unclear'
  /** What differed, or why nothing can be said; empty where it agrees. */
  readonly detail: string
}

/** What the votes came to, and the votes. */
export interface Attribution {
  readonly blame: Blame
  /** One sentence. */
  readonly sentence: string
  readonly votes: readonly Vote[]
}

/** What is known about the finding beside its votes. */
export interface Suspect {
  /** It showed only in some of the repetitions. */
  readonly isFlaky: boolean
  /** The oracle saw nodes of the subject disagree with each other. */
  readonly isBetweenNodes: boolean
  /** The endpoint broke the protocol itself. */
  readonly isViolation?: boolean | undefined
}

/** The truth table: the first of these that the votes prove. */
export function decide(votes: readonly Vote[], suspect: Suspect): Attribution {
  const find = (about: readonly Vote['about'][], says: Vote['says']) =>
    votes.find((vote) => about.includes(vote.about) && vote.says === says)
  const conclude = (blame: Blame, why: string): Attribution => ({
    blame,
    sentence: `${blame}: ${why}`,
    votes,
  })
  const self = find(['again', 'engine', 'prepared'], 'differs')
  if (self) return conclude('engine', `${self.voter} answers otherwise as well`)
  const optimizer = find(['optimizer'], 'differs')
  if (optimizer) return conclude('optimizer', `${optimizer.voter} answers otherwise as well`)
  if (suspect.isViolation) return conclude('wire', 'the endpoint broke the protocol itself')
  const subject = find(['subject'], 'agrees')
  if (subject) return conclude('unstable', `${subject.voter} agrees with the reference`)
  if (suspect.isFlaky) return conclude('unstable', 'it showed only in some of the repetitions')
  if (suspect.isBetweenNodes)
    return conclude('node', 'nodes of the subject disagree with each other')
  const node = find(['node'], 'agrees')
  if (node) return conclude('node', `${node.voter} agrees with the reference`)
  const wire = find(['wire'], 'agrees')
  if (wire) return conclude('wire', `${wire.voter} agrees with the reference`)
  // As text it is right, and it is not the subquery that makes it so: the engine knows the value, the wire loses it.
  const asText = find(['subquery'], 'differs') && find(['as-text'], 'agrees')
  if (asText) return conclude('wire', `${asText.voter} agrees with the reference`)
  return conclude('genuine', tally(votes))
}

function tally(votes: readonly Vote[]): string {
  const ofSubject = votes.filter(({ voter }) => voter.startsWith('the subject'))
  const ofReference = votes.filter((vote) => !ofSubject.includes(vote))
  const count = (list: readonly Vote[], says: Vote['says']) =>
    `${list.filter((vote) => vote.says === says).length} of ${list.length}`
  return `the reference agrees with itself in ${count(ofReference, 'agrees')} votes, and the subject differs in ${count(ofSubject, 'differs')}`
}
