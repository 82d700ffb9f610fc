import type { Addresses } from "#tests/cluster.ts";

/** Shared by all processes of a test run. */
export type TestRun = Readonly<{
  /** The migrated database that servers get copies of. */
  template: Addresses;
  /** Shared, so that a password is hashed only once. */
  authSecret: string;
  /** The URL of the process with the shared servers. */
  controlUrl: string;
}>;

const VARIABLE = "GATEHOUSE_TEST_RUN";

/** Passes the run on to child processes. */
export function announceTestRun(run: TestRun): void {
  process.env[VARIABLE] = JSON.stringify(run);
}

export const testRun = (): TestRun => JSON.parse(String(process.env[VARIABLE]));
