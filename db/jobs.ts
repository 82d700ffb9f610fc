import { type Placeholder, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "./client.ts";

export type Job = Readonly<{
  /** A new job replaces a waiting one with the same key. */
  key: string;
  payload: Readonly<Record<string, unknown>>;
  /** By the database's clock; now by default. */
  runAt?: SQL;
}>;

/** For crashes: a job handles its own failures and schedules its own retry. */
const MAX_ATTEMPTS = 25;

/** In the caller's transaction. A running job with the key of a new one finishes, and is not retried. */
export async function addJobs(tx: Transaction, task: string, jobs: readonly Job[]): Promise<void> {
  for (const { key, payload, runAt } of jobs) {
    await tx.execute(sql`SELECT graphile_worker.add_job(
      ${task}, payload => ${JSON.stringify(payload)}::json, run_at => ${runAt ?? sql`now()`},
      max_attempts => ${MAX_ATTEMPTS}, job_key => ${key})`);
  }
}

/** A job that is already running finishes, and is not retried. */
export async function removeJob(tx: Transaction, key: string): Promise<void> {
  await tx.execute(sql`SELECT ${removedJob(key)}`);
}

/** Removes a job as part of a statement. */
export const removedJob = (key: string | Placeholder): SQL => sql`graphile_worker.remove_job(${key})`;
