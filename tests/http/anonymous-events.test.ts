import { sql } from "drizzle-orm";
import { expect } from "vitest";
import { recordAggregates } from "#lib/audit/anonymous-limits.ts";
import { paths } from "#lib/paths.ts";
import { activeAccount, anonymousSource } from "#tests/db/people.ts";
import { callAction } from "./actions.ts";
import { Client } from "./client.ts";
import { run } from "./database.ts";
import { test } from "./test.ts";

const SOON = { timeout: 10_000 };

test("50 requests with forged links leave at most 30 rows", async ({ server }) => {
  const user = await activeAccount();
  const address = String(anonymousSource().address);
  for (let turn = 0; turn < 50; turn++) {
    const client = new Client(server, { "x-forwarded-for": address });
    client.cookies.set("gatehouse.link.password-reset", `made-up-${turn}`);
    const { headers } = await callAction(client, "completePasswordResetAction", user);
    expect(headers["x-action-redirect"]).toBe(`${paths.completePasswordReset};push`);
  }
  await run(sql`UPDATE anonymous_event_counts SET window_start = window_start - interval '1 day'
    WHERE source = ${address}`);
  await recordAggregates();
  const recorded = () =>
    run(sql`SELECT coalesce(unrecorded_count, 1) AS events FROM audit_events WHERE address = ${address}`);
  // The server may still be recording them.
  await expect.poll(async () => (await recorded()).reduce((sum, { events }) => sum + Number(events), 0), SOON).toBe(50);
  expect((await recorded()).length).toBeLessThanOrEqual(30);
});
