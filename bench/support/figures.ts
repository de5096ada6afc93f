/** @param share 0 to 1 @returns the smallest value that at least this share of all is not above */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** @returns a number with at most two decimals */
export function round(value: number, decimals = 2): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}

/** Prints the one line of a program, and fails it where the goal is missed and `--check` was asked for. */
export function report(figure: { readonly figure: string; readonly met: boolean } & Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify(figure));
  if (!figure.met && process.argv.includes('--check')) process.exitCode = 1;
}
