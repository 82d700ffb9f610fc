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
import { config } from "#lib/config/index.ts";
import { log } from "#lib/logging/log.ts";
import { transaction } from "./client.ts";

/** Jobs that one process does at a time: they wait for others most of the time. */
const CONCURRENCY = 4;
/** Jobs are announced as they come; this is for those that come due, and for announcements that got lost. */
const POLL_INTERVAL_MS = 1_000;
const RESTART_AFTER_MS = 1_000;

/** By name, what each kind of job does with its payload. */
export type Tasks = Readonly<Record<string, (payload: unknown) => Promise<void>>>;

export type Schedule = Readonly<{ tasks: Tasks; crontab?: string }>;

/** What the queue says of itself, without the payloads that it would repeat. */
const logger = new Logger(() => (level, message) => {
  if (level === "error") log.error({ part: "queue" }, message);
  else if (level === "warning") log.warn({ part: "queue" }, message);
});

function addressed(address: string | undefined) {
  if (!address) throw new Error("The database has not been started yet.");
  return { connectionString: address, logger, noPreparedStatements: config().poolMode === "transaction" };
}

const options = ({ tasks }: Schedule) => ({
  taskList: tasks as TaskList,
  concurrency: CONCURRENCY,
  noHandleSignals: true,
});

/** Who waits for notifications holds on to a connection, which a transaction pooler does not lend. */
function lastingOptions(schedule: Schedule): RunnerOptions {
  const { databaseUrl, migrationDatabaseUrl, poolMode } = config();
  return {
    ...addressed(poolMode === "transaction" ? migrationDatabaseUrl : databaseUrl),
    ...options(schedule),
    crontab: schedule.crontab,
    maxPoolSize: CONCURRENCY + 2,
    pollInterval: POLL_INTERVAL_MS,
  };
}

/**
 * Does jobs as they come, until `stop`; begins anew by itself when the database was away. Several processes may do so
 * side by side, and each job is done by one of them.
 */
export function runJobs(schedule: Schedule): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let runner: Runner | undefined;

  const work = async () => {
    while (!stopping.signal.aborted) {
      try {
        runner = await run(lastingOptions(schedule));
        if (stopping.signal.aborted) await runner.stop();
        else await runner.promise;
      } catch (error) {
        log.error({ part: "queue", name: (error as Error).name }, "The queue is out of order and begins anew");
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

/** Does all jobs that are due, and ends. For where no process stays alive. */
export const drainJobs = (schedule: Schedule): Promise<void> =>
  runOnce({ ...addressed(config().databaseUrl), ...options(schedule), maxPoolSize: CONCURRENCY });

/** Longer than any job takes: whoever holds one for longer was killed. Left alone, the queue believes so after four hours. */
const ABANDONED_AFTER_SECONDS = 120;

/** Lets others do the jobs that killed processes hold. */
export const releaseAbandonedJobs = (): Promise<void> =>
  transaction(async (tx) => {
    await tx.execute(sql`SELECT graphile_worker.force_unlock_workers(array_agg(locked_by)) FROM graphile_worker.jobs
      WHERE locked_at < now() - make_interval(secs => ${ABANDONED_AFTER_SECONDS})`);
  });

/** Removes what crashes have left behind: jobs that a later one has taken the place of. */
export async function clearQueue(): Promise<void> {
  const utils = await makeWorkerUtils(addressed(config().databaseUrl));
  try {
    await utils.cleanup({ tasks: ["DELETE_PERMAFAILED_JOBS"] });
  } finally {
    await utils.release();
  }
}

/** Brings the queue's own tables up to date. */
export const migrateQueue = (migrationDatabaseUrl: string): Promise<void> =>
  runMigrations({ connectionString: migrationDatabaseUrl, logger });
