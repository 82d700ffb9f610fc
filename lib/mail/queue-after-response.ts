import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { addJobs, type Job } from "#db/jobs.ts";
import { config } from "#lib/config/index.ts";
import { drainAfterResponse } from "./drain-after-response.ts";

/** Time for the answer to be out before the job begins, which has more to do for some addresses than for others. */
const HEAD_START_SECONDS = 1;

/**
 * Queues, in the transaction of a request, a job that is done once the request is answered: so that the answer takes the
 * same time, whatever there is to do (OWASP ASVS 6.3.8).
 */
export async function queueAfterResponse(tx: Transaction, task: string, job: Omit<Job, "runAt">): Promise<void> {
  const { serverless } = config();
  const runAt = serverless ? undefined : sql`now() + make_interval(secs => ${HEAD_START_SECONDS})`;
  await addJobs(tx, task, [{ ...job, runAt }]);
  if (serverless) drainAfterResponse();
}
