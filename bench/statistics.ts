export function median(sample: readonly number[]): number {
  const sorted = [...sample].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
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
