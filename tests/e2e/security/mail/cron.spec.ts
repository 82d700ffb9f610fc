import { randomBytes } from "node:crypto";
import { transaction } from "#db/client.ts";
import { queueMails } from "#lib/mail/queue-mails.ts";
import { withEnvironment } from "#tests/db/environment.ts";
import { viewer } from "../../people.ts";
import { expect, test } from "../../test.ts";
import { callAction } from "../actions.ts";
import { signedInAdministrator, visitor } from "../visitors.ts";
import { withMailHouses } from "./houses.ts";
import { statesOfMailsTo } from "./links.ts";
import { sendingThrough } from "./sending.ts";

const CRON = "/api/cron/mail";

test("where no process stays alive, mails go out after the request that causes them, and by a scheduler with the secret", async ({
  house,
}) => {
  test.slow();
  const secret = randomBytes(33).toString("base64");
  await withMailHouses(house, async ({ provider, open }) => {
    const serverless = await open({ VERCEL: "1", CRON_SECRET: secret });
    const person = await viewer();
    const facts = { firstName: "Ada", email: person.email, sentBy: person.email, transport: "Resend" };
    await withEnvironment(sendingThrough(provider), () =>
      transaction((tx) =>
        queueMails(tx, [
          {
            kind: "test-mail",
            accountId: person.id,
            to: person.email,
            facts: { ...facts, at: new Date().toISOString() },
          },
        ]),
      ),
    );
    const scheduler = visitor(serverless);
    for (const authorization of [
      undefined,
      "",
      "Bearer ",
      secret,
      `Bearer ${secret}x`,
      `bearer ${secret}`,
      `Basic ${secret}`,
    ]) {
      expect((await scheduler.get(CRON, { authorization })).status, authorization).toBe(401);
    }
    expect((await visitor(house).get(CRON, { authorization: `Bearer ${secret}` })).status).toBe(404);
    expect(await statesOfMailsTo(person.email)).toEqual(["WAITING"]);
    expect(provider.requests.length).toBe(0);
    expect((await scheduler.get(CRON, { authorization: `Bearer ${secret}` })).status).toBe(204);
    expect(await statesOfMailsTo(person.email)).toEqual(["SENT"]);
    expect(provider.letters.to(person.email).length).toBe(1);

    const boss = await signedInAdministrator(serverless);
    const another = await viewer();
    await callAction(boss, "mailPasswordResetAction", another);
    await provider.letters.next(another.email, /^Choose a new password/);
    const forgetful = await viewer();
    await callAction(visitor(serverless), "forgotPasswordAction", forgetful);
    await provider.letters.next(forgetful.email, /^Forgot your password/);
  });
});
