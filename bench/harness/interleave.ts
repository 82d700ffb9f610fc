import { DISTURBED_ABOVE, sampleProcessors, takenByOthers } from "./disturbance.ts";
import type { Progress } from "./progress.ts";

type Results = Readonly<Record<string, unknown>>;
export type Tasks<All extends Results> = Readonly<{ [Name in keyof All]: () => Promise<All[Name]> }>;

export type Interleaving = Readonly<{ rounds?: number; warmUpRounds?: number }>;

/** What other processes did to the rounds of a part. */
export type Disturbance = {
  rounds: number;
  /** Measured again, because others disturbed them. */
  repeated: number;
  /** Used although disturbed, because too many were. */
  accepted: number;
  /** In processors. */
  worstAccepted: number;
};

export const undisturbed = (): Disturbance => ({ rounds: 0, repeated: 0, accepted: 0, worstAccepted: 0 });

type Conditions = Readonly<{
  /** Is added to. */
  disturbance: Disturbance;
  progress: Pick<Progress, "update">;
  sample?: typeof sampleProcessors;
}>;

type Round<All extends Results> = Readonly<{ results: All; taken: number }>;

const ROUNDS = 7;
const WARM_UP_ROUNDS = 1;

/**
 * Runs the tasks in turn, several rounds of them, so that whatever slows the machine slows all of them. Rounds that other
 * processes disturbed are repeated, at most as many as there are rounds.
 * @returns the results of each round
 */
export async function interleave<All extends Results>(
  tasks: Tasks<All>,
  { rounds = ROUNDS, warmUpRounds = WARM_UP_ROUNDS }: Interleaving,
  { disturbance, progress, sample = sampleProcessors }: Conditions,
): Promise<All[]> {
  const expected = warmUpRounds + rounds;
  for (let round = 0; round < warmUpRounds; round++) {
    await runRound(tasks, sample);
    progress.update(round + 1, expected);
  }
  const measured: Round<All>[] = [];
  const usable = () => measured.filter(({ taken }) => taken <= DISTURBED_ABOVE).length;
  while (usable() < rounds && measured.length < 2 * rounds) {
    measured.push(await runRound(tasks, sample));
    progress.update(warmUpRounds + usable(), expected);
  }
  const used = measured.toSorted((one, other) => one.taken - other.taken).slice(0, rounds);
  const accepted = used.filter(({ taken }) => taken > DISTURBED_ABOVE);
  disturbance.rounds += rounds;
  disturbance.repeated += measured.length - used.length;
  disturbance.accepted += accepted.length;
  disturbance.worstAccepted = Math.max(disturbance.worstAccepted, ...accepted.map(({ taken }) => taken));
  return used.map(({ results }) => results);
}

async function runRound<All extends Results>(tasks: Tasks<All>, sample: typeof sampleProcessors): Promise<Round<All>> {
  const results: [string, unknown][] = [];
  let taken = 0;
  for (const [name, task] of Object.entries<() => Promise<unknown>>(tasks)) {
    const before = sample();
    results.push([name, await task()]);
    const after = sample();
    if (before && after) taken = Math.max(taken, takenByOthers(before, after));
  }
  return { results: Object.fromEntries(results) as All, taken };
}
