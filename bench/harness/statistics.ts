export function median(sample: readonly number[]): number {
  const sorted = sample.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}

export const medianOf = <T>(sample: readonly T[], figureOf: (item: T) => number): number =>
  median(sample.map(figureOf));

/** The nearest-rank percentile. @param share from 0 to 1 */
export function percentile(sample: readonly number[], share: number): number {
  const sorted = sample.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** The area under the ROC curve: 0.5 if two samples are indistinguishable, 0 or 1 if they never overlap. */
export function separation(one: readonly number[], other: readonly number[]): number {
  const wins = one.flatMap((a) => other.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
  return wins.reduce((sum: number, win) => sum + win, 0) / wins.length;
}

export function shuffled<T>(list: readonly T[]): T[] {
  const keyed = list.map((item) => [Math.random(), item] as const);
  return keyed.sort(([one], [other]) => one - other).map(([, item]) => item);
}
