import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { addJobs, type Job } from "#db/jobs.ts";
import { config } from "#lib/config/index.ts";
import { drainAfterResponse } from "./drain-after-response.ts";

/** Lets the response out before the job starts, which takes longer for some addresses than for others. */
const JOB_DELAY_SECONDS = 1;

/** Queues a job to run after the response, so that the response's time does not depend on it (OWASP ASVS 6.3.8). */
export async function queueAfterResponse(tx: Transaction, task: string, job: Omit<Job, "runAt">): Promise<void> {
  const { serverless } = config();
  const runAt = serverless ? undefined : sql`now() + make_interval(secs => ${JOB_DELAY_SECONDS})`;
  await addJobs(tx, task, [{ ...job, runAt }]);
  if (serverless) drainAfterResponse();
}
