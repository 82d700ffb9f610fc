import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { addJobs, type Job } from "#db/jobs.ts";
import { config } from "#lib/config/index.ts";
import { drainAfterResponse } from "./drain-after-response.ts";

/** The response must leave before the job starts, which takes longer for some addresses. */
const JOB_DELAY_SECONDS = 1;

/** The response's time must not depend on the job (OWASP ASVS 6.3.8). */
export async function queueAfterResponse(tx: Transaction, task: string, job: Omit<Job, "runAt">): Promise<void> {
  const { serverless } = config();
  const runAt = serverless ? undefined : sql`now() + make_interval(secs => ${JOB_DELAY_SECONDS})`;
  await addJobs(tx, task, [{ ...job, runAt }]);
  if (serverless) drainAfterResponse();
}
