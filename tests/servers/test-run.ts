import type { Addresses } from "#tests/cluster.ts";

/** What the processes of one test run have in common. */
export type TestRun = Readonly<{
  /** The migrated database that every server gets a copy of. */
  template: Addresses;
  /** The secret of every server, so that a password is hashed once for all of them. */
  authSecret: string;
  /** Where the process that holds the shared servers takes calls. */
  controlUrl: string;
}>;

const VARIABLE = "GATEHOUSE_TEST_RUN";

/** Announces the run to the processes that this one starts from now on. */
export function announceTestRun(run: TestRun): void {
  process.env[VARIABLE] = JSON.stringify(run);
}

/** The run that this process is part of. */
export const testRun = (): TestRun => JSON.parse(String(process.env[VARIABLE]));
