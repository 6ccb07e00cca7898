/** The word that is at most a third of its length in edits away from the given one, if there is one. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const scored = known
    .map((candidate) => ({ candidate, distance: distance(word, candidate) }))
    .sort((a, b) => a.distance - b.distance)
  const best = scored[0]
  return best && best.distance <= Math.ceil(best.candidate.length / 3) ? best.candidate : undefined
}

/** Letters that are replaced, added, left out, or swapped with their neighbour. */
function distance(left: string, right: string): number {
  let before: number[] = []
  let above = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 0; row < left.length; row += 1) {
    const current = [row + 1]
    for (let column = 0; column < right.length; column += 1) {
      const replaced = (above[column] ?? 0) + (left[row] === right[column] ? 0 : 1)
      const isSwapped = left[row] === right[column - 1] && left[row - 1] === right[column]
      const swapped = isSwapped ? (before[column - 1] ?? 0) + 1 : replaced
      const longer = Math.min(above[column + 1] ?? 0, current[column] ?? 0) + 1
      current.push(Math.min(replaced, swapped, longer))
    }
    before = above
    above = current
  }
  return above.at(-1) ?? 0
}
