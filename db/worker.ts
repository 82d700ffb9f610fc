import { setTimeout as wait } from "node:timers/promises";
import { sql } from "drizzle-orm";
import {
  Logger,
  makeWorkerUtils,
  type Runner,
  type RunnerOptions,
  run,
  runMigrations,
  runOnce,
  type TaskList,
} from "graphile-worker";
import { transaction } from "./client.ts";
import { databaseEnvironment } from "./environment.ts";

/** Jobs at a time in one process. They spend most of their time waiting for other servers. */
const CONCURRENCY = 4;
/** New jobs are announced by a notification. Polling is for those that become due, and for lost notifications. */
const POLL_INTERVAL_MS = 1_000;
const RESTART_AFTER_MS = 1_000;
/** Jobs that a process locks at once, so that it asks for jobs and deletes completed ones less often. */
const BATCH_SIZE = 20;
/** How long a locked job may wait for its turn before other processes may have it. */
const BATCH_TTL_MS = 10_000;
/** Also makes a worker that stops wait until its completed jobs are deleted. */
const BATCHED_COMPLETION = { completeJobBatchDelay: 20 };
/** Longer than any job takes, including its wait. The queue's own limit is four hours. */
const ABANDONED_AFTER_SECONDS = 60;

export type Tasks = Readonly<Record<string, (payload: unknown) => Promise<void>>>;

export type Schedule = Readonly<{ tasks: Tasks; crontab?: string }>;

/** Without the queue's metadata, which contains payloads. */
const logger = new Logger(() => (level, message) => {
  if (level === "error") databaseEnvironment().log.error({ part: "queue" }, message);
  else if (level === "warning") databaseEnvironment().log.warn({ part: "queue" }, message);
});

function connectionOptions(address: string | undefined) {
  if (!address) throw new Error("The database has not been started yet.");
  const { poolMode } = databaseEnvironment().settings();
  return { connectionString: address, logger, noPreparedStatements: poolMode === "transaction" };
}

const taskOptions = ({ tasks }: Schedule) => ({
  taskList: tasks as TaskList,
  concurrency: CONCURRENCY,
  noHandleSignals: true,
});

/** LISTEN needs a session, which a transaction pooler does not provide. */
function runnerOptions(schedule: Schedule): RunnerOptions {
  const { databaseUrl, migrationDatabaseUrl, poolMode } = databaseEnvironment().settings();
  return {
    ...connectionOptions(poolMode === "transaction" ? migrationDatabaseUrl : databaseUrl),
    ...taskOptions(schedule),
    crontab: schedule.crontab,
    maxPoolSize: CONCURRENCY + 2,
    pollInterval: POLL_INTERVAL_MS,
    preset: { worker: { ...BATCHED_COMPLETION, localQueue: { size: BATCH_SIZE, ttl: BATCH_TTL_MS } } },
  };
}

/** Restarts after a database outage. Several processes can share the jobs. */
export function runJobs(schedule: Schedule): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let runner: Runner | undefined;

  const work = async () => {
    while (!stopping.signal.aborted) {
      try {
        runner = await run(runnerOptions(schedule));
        if (stopping.signal.aborted) await runner.stop();
        else await runner.promise;
      } catch (error) {
        const { name } = error as Error;
        databaseEnvironment().log.error({ part: "queue", name }, "The queue worker failed and will restart");
      }
      await wait(RESTART_AFTER_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };

  const working = work();
  return {
    async stop() {
      stopping.abort();
      await runner?.stop().catch(() => {});
      await working;
    },
  };
}

/** For serverless processes. Includes the jobs that its jobs add. */
export const drainJobs = (schedule: Schedule): Promise<void> =>
  runOnce({
    ...appConnection(),
    ...taskOptions(schedule),
    maxPoolSize: CONCURRENCY,
    preset: { worker: BATCHED_COMPLETION },
  });

/** Lets other workers run the jobs of killed processes, which are those that have not locked a job for long. */
export const releaseAbandonedJobs = (): Promise<void> =>
  transaction(async (tx) => {
    await tx.execute(sql`SELECT graphile_worker.force_unlock_workers(array_agg(worker)) FROM (
      SELECT locked_by AS worker FROM graphile_worker.jobs WHERE locked_by IS NOT NULL GROUP BY locked_by
      HAVING max(locked_at) < now() - make_interval(secs => ${ABANDONED_AFTER_SECONDS})
    ) AS killed`);
  });

/** Deletes jobs without attempts left, such as those that crashed and were replaced by a newer one. */
export async function deleteFailedJobs(): Promise<void> {
  const utils = await makeWorkerUtils(appConnection());
  try {
    await utils.cleanup({ tasks: ["DELETE_PERMAFAILED_JOBS"] });
  } finally {
    await utils.release();
  }
}

const appConnection = () => connectionOptions(databaseEnvironment().settings().databaseUrl);

export const migrateQueue = (migrationDatabaseUrl: string): Promise<void> =>
  runMigrations({ connectionString: migrationDatabaseUrl, logger });
