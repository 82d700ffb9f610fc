import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect } from "vitest";
import { transaction } from "#db/client.ts";
import { queueEmails } from "#lib/mail/queue-emails.ts";
import { paths } from "#lib/paths.ts";
import { withEnvironment } from "#tests/db/environment.ts";
import { activeAccount, uniqueWord } from "#tests/db/people.ts";
import { callAction } from "#tests/http/actions.ts";
import { adminClient, anonymousClient } from "#tests/http/clients.ts";
import { run } from "#tests/http/database.ts";
import { test } from "#tests/http/test.ts";
import { replicaOf, startServer } from "#tests/servers/server.ts";
import { emailProvider, sharedServers } from "#tests/servers/use-server.ts";
import { SUBJECTS, sendsLike, statesOfEmailsTo } from "./emails.ts";

const SOON = { timeout: 10_000 };
const CRON = "/api/cron/maintenance";

/** Its email is unique, because the provider also serves another database with the same accounts. */
const newUser = () => activeAccount({ email: `${uniqueWord()}@example.com` });

test("serverless, emails are sent after requests and by the cron route", async ({ server }) => {
  const secret = randomBytes(33).toString("base64");
  const settings = sendsLike(await sharedServers.use("resend"));
  // With the database of a server that sends no emails.
  const vercel = { VERCEL: "1", CRON_SECRET: secret, TRUSTED_PROXY_HOPS: "" };
  const serverless = await startServer({ ...replicaOf(server), ...settings, ...vercel });
  const queueTestEmail = async () => {
    const { id, email } = await newUser();
    const templateData = {
      firstName: "Ada",
      email,
      requestedBy: email,
      transport: "Resend",
      at: new Date().toISOString(),
    };
    await withEnvironment(settings, () =>
      transaction((tx) => queueEmails(tx, [{ kind: "test-email", accountId: id, to: email, templateData }])),
    );
    return email;
  };
  try {
    const email = await queueTestEmail();
    const scheduler = anonymousClient(serverless);
    const valid = `Bearer ${secret}`;
    for (const authorization of [
      undefined,
      "",
      "Bearer ",
      secret,
      `Bearer ${secret}x`,
      `bearer ${secret}`,
      `Basic ${secret}`,
    ])
      expect((await scheduler.get(CRON, { authorization })).status, authorization).toBe(401);
    expect((await anonymousClient(server).get(CRON, { authorization: valid })).status).toBe(404);
    expect(await statesOfEmailsTo(email)).toEqual(["WAITING"]);
    expect(await emailProvider.messagesTo(email)).toEqual([]);
    await run(sql`INSERT INTO audit_events (at, event, outcome, actor_label)
      VALUES (now() - interval '91 days', 'link_rejected', 'failure', 'old')`);
    expect((await scheduler.get(CRON, { authorization: valid })).status).toBe(204);
    // The other server may be running maintenance at this moment, without this event.
    await expect
      .poll(async () => {
        await scheduler.get(CRON, { authorization: valid });
        return run(sql`SELECT FROM audit_events WHERE actor_label = 'old'`);
      }, SOON)
      .toHaveLength(0);
    expect(await statesOfEmailsTo(email)).toEqual(["SENT"]);
    expect((await emailProvider.messagesTo(email)).length).toBe(1);

    const waiting = await queueTestEmail();
    await run(sql`INSERT INTO audit_events (at, event, outcome, actor_label)
      VALUES (now() - interval '91 days', 'link_rejected', 'failure', 'old')`);
    expect((await anonymousClient(serverless).get(paths.login)).status).toBe(200);
    await expect.poll(() => statesOfEmailsTo(waiting), SOON).toEqual(["SENT"]);
    await expect.poll(() => run(sql`SELECT FROM audit_events WHERE actor_label = 'old'`), SOON).toHaveLength(0);

    const admin = await adminClient(serverless);
    const user = await newUser();
    await callAction(admin, "resetPasswordAction", user, { account: user.id, endAccess: "on" });
    await emailProvider.next(user.email, SUBJECTS.reset);
    const another = await newUser();
    await callAction(anonymousClient(serverless), "forgotPasswordAction", another);
    await emailProvider.next(another.email, SUBJECTS.forgotPassword);
  } finally {
    await serverless.stop();
  }
});
