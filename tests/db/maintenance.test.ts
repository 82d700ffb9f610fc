import { sql } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { read } from "#db/client.ts";
import { tryMaintenance } from "#lib/background/maintenance.ts";
import { log } from "#lib/logging/log.ts";
import { queueTestEmails, sendToProvider } from "./emails.ts";
import { asOwner, whileFailing } from "./owner.ts";

const provider = await sendToProvider();

const eventsOfOld = () => read((db) => db.execute(sql`SELECT FROM audit_events WHERE actor_label = 'of old'`));

test("a catch-up that fails is logged, fails nobody and is repeated", async () => {
  const error = vi.spyOn(log, "error");
  await queueTestEmails(1);
  await asOwner`INSERT INTO audit_events (at, event, outcome, actor_label)
    VALUES (now() - interval '91 days', 'link_rejected', 'failure', 'of old')`;
  await whileFailing("DELETE ON audit_events", tryMaintenance);
  expect(provider.requests).toHaveLength(1);
  expect(await eventsOfOld()).toHaveLength(1);
  expect(error).toHaveBeenCalledExactlyOnceWith({ part: "catch-up", name: "StatementFailed" }, expect.any(String));
  await tryMaintenance();
  expect(provider.requests).toHaveLength(1);
  expect(await eventsOfOld()).toHaveLength(0);
});
