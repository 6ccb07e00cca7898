import { describe, expect, test } from 'vitest'
import { longCases } from '../../../src/cli/long-cases.js'
import type { Moment } from '../../../src/execute/execute.js'

function told() {
  const texts: string[] = []
  return { texts, watches: longCases((text) => texts.push(text)) }
}

function momentAfter(count: number): Moment {
  return { records: Array.from({ length: count }) } as unknown as Moment
}

describe('a case that takes its time says how far it is', () => {
  test('and a short one does not', async () => {
    const { texts, watches } = told()
    const lookOn = watches?.reference.before
    await lookOn?.(momentAfter(499))
    expect(texts).toEqual([])
    await lookOn?.(momentAfter(1234))
    expect(texts).toEqual(['reference: 1 234 statements'])
  })

  test('clients are counted together, and anew in the next case', () => {
    const { texts, watches } = told()
    const { sends, ended } = watches?.subject ?? {}
    for (let n = 0; n < 501; n += 1) sends?.()
    ended?.()
    sends?.()
    expect(texts.at(-1)).toBe('subject: 501 statements of clients')
    expect(texts).toHaveLength(2)
  })
})
