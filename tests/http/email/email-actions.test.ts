import { afterEach, expect } from "vitest";
import { activeAccount } from "#tests/db/people.ts";
import { ACCESS_LEVELS, expectToServeAsDescribed } from "#tests/http/access-levels.ts";
import { ACTIONS, callAction, described } from "#tests/http/actions.ts";
import { filledIn } from "#tests/http/client.ts";
import { adminClient } from "#tests/http/clients.ts";
import { accountsAndCredentials, dump } from "#tests/http/database.ts";
import { testAt } from "#tests/http/test.ts";
import { deliverEverything } from "./emails.ts";

const test = testAt("resend");

afterEach(deliverEverything);

/** Their forms are different while outgoing mail is on. */
const DIFFERENT_FORMS = ["createAccountAction", "resetPasswordAction"];

const NEED_EMAIL = Object.entries(ACTIONS).filter(
  ([name, { needsEmail }]) => needsEmail || DIFFERENT_FORMS.includes(name),
);

test.for(ACCESS_LEVELS)("with outgoing mail on, actions serve %s as described", async (level, { server }) => {
  for (const [name] of NEED_EMAIL) await expectToServeAsDescribed(server, level, name);
});

test("with outgoing mail on, no form is accepted from another origin", async ({ server }) => {
  const target = await activeAccount();
  const client = await adminClient(server);
  const before = await dump();
  for (const [name, { page, field, filledIn: values }] of NEED_EMAIL) {
    if (!field) continue;
    const fields = filledIn(await client.form(page(target), field), values(target));
    for (const origin of [undefined, "null", "https://evil.example"])
      expect((await client.post(page(target), fields, { origin })).status, `${name} from ${origin}`).toBe(403);
  }
  expect(await dump()).toEqual(before);
});

test("with outgoing mail on, no administrator issues a single-use password", async ({ server }) => {
  const client = await adminClient(server);
  const target = await activeAccount();
  const before = await accountsAndCredentials();
  for (const name of DIFFERENT_FORMS) {
    const values = { ...described(name).filledIn(target), singleUsePassword: "four herons over ice" };
    expect((await callAction(client, name, target, values)).status, name).toBe(400);
  }
  expect(await accountsAndCredentials()).toEqual(before);
});
