import { sql } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { read } from "#db/client.ts";
import { tryMaintenance } from "#lib/background/maintenance.ts";
import { log } from "#lib/logging/log.ts";
import { queueTestEmails, sendToProvider } from "./emails.ts";
import { asOwner, whileFailing } from "./owner.ts";

const provider = await sendToProvider();

const oldEvents = () => read((db) => db.execute(sql`SELECT FROM audit_events WHERE actor_label = 'old'`));

test("failed maintenance is logged and retried", async () => {
  const error = vi.spyOn(log, "error");
  await queueTestEmails(1);
  await asOwner`INSERT INTO audit_events (at, event, outcome, actor_label)
    VALUES (now() - interval '91 days', 'link_rejected', 'failure', 'old')`;
  await whileFailing("DELETE ON audit_events", tryMaintenance);
  expect(provider.requests).toHaveLength(1);
  expect(await oldEvents()).toHaveLength(1);
  expect(error).toHaveBeenCalledExactlyOnceWith({ part: "maintenance", name: "StatementFailed" }, expect.any(String));
  await tryMaintenance();
  expect(provider.requests).toHaveLength(1);
  expect(await oldEvents()).toHaveLength(0);
});
