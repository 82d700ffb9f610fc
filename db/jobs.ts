import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "./client.ts";

export type Job = Readonly<{
  /** Says what the job is about. Of two jobs with one key the newer takes the place of the older. */
  key: string;
  payload: Readonly<Record<string, unknown>>;
  /** When it is due, as an expression of the database's clock; at once where there is none. */
  runAt?: SQL;
}>;

/** Each failure is dealt with inside the job, which schedules its own next try: the queue's own tries are for crashes. */
const MAX_ATTEMPTS = 25;

/**
 * Writes jobs into the queue in the caller's transaction, so that they are done if, and only if, it is committed. A job
 * with the key of one that is being done right now waits behind it, and that one is not tried again.
 */
export async function addJobs(tx: Transaction, task: string, jobs: readonly Job[]): Promise<void> {
  for (const { key, payload, runAt } of jobs) {
    await tx.execute(sql`SELECT graphile_worker.add_job(
      ${task}, payload => ${JSON.stringify(payload)}::json, run_at => ${runAt ?? sql`now()`},
      max_attempts => ${MAX_ATTEMPTS}, job_key => ${key})`);
  }
}

/** Takes a job back that is no longer wanted; one that is being done right now is not tried again. */
export async function removeJob(tx: Transaction, key: string): Promise<void> {
  await tx.execute(sql`SELECT graphile_worker.remove_job(${key})`);
}
