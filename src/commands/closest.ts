/** @returns what comes nearest to a mistyped word, or undefined where nothing is near */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const near = Math.max(2, Math.floor(word.length / 3));
  const ranked = candidates
    // Lengths that differ so much need no comparison, which takes time for a word of thousands of letters.
    .filter((candidate) => Math.abs(candidate.length - word.length) <= near)
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best && best.distance <= near && best.distance < Math.max(word.length, best.candidate.length) ? best.candidate : undefined;
}

/** Insertions, deletions, substitutions and swaps of neighbours between two short words (optimal string alignment). */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Infinity;
      row.push(Math.min(at(i - 1, j) + 1, (row[j - 1] ?? Infinity) + 1, at(i - 1, j - 1) + cost, swapped));
    }
  }
  return at(a.length, b.length);
}
