import { expect, test } from "vitest";
import { transaction } from "#db/client.ts";
import { stateOf } from "#lib/accounts/core/state.ts";
import { updateAccount } from "#lib/accounts/update-account.ts";
import { findLink, type Link } from "#lib/links/link.ts";
import { activateAccount } from "#lib/recovery/activate-account.ts";
import { completePasswordReset } from "#lib/recovery/complete-password-reset.ts";
import { requestNewLink, requestPasswordReset } from "#lib/recovery/request-password-reset.ts";
import { sendPasswordReset } from "#lib/recovery/send-password-reset.ts";
import { sendRecoveryEmail } from "#lib/recovery/send-recovery-email.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { follow, MAIL_OFF, newestMessage, runRecoveryJobs, sendToProvider } from "./emails.ts";
import { withEnvironment } from "./environment.ts";
import { asOwner, onTheSide } from "./owner.ts";
import {
  accountWithExpiredPassword,
  accountWithoutPassword,
  accountWithSingleUsePassword,
  activeAccount,
  administrator,
  anonymousSource,
  federatedAccount,
  lockedAccount,
  PASSWORD,
  type TestAccount,
} from "./people.ts";
import { credentialsNow, eventsAbout, everything, jobsNow, kindsOfEmailsAbout, linksOf } from "./queries.ts";

const provider = await sendToProvider();

const CHOSEN = "my very own secret";
const NAMES = { firstName: "New", lastName: "Name", phone: null };

const emailsTo = ({ email }: { email: string }) => provider.messages.to(email);

async function requestReset(account: TestAccount) {
  await requestPasswordReset(account.email, anonymousSource());
  await runRecoveryJobs();
  return newestMessage(provider, account.email);
}

const canSignIn = async ({ email }: TestAccount, password: string) =>
  (await signIn({ email, password }, anonymousSource())).signedIn;

async function rowCounts(): Promise<Record<string, number>> {
  const tables = await onTheSide<{ name: string }[]>`
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname IN ('public', 'graphile_worker') AND tablename NOT LIKE '%known_crontabs'`;
  const counts = tables.map(async ({ name }) => {
    const [row] = await onTheSide.unsafe<{ count: number }[]>(`SELECT count(*)::int AS count FROM ${name}`);
    return [name, row?.count] as const;
  });
  return Object.fromEntries(await Promise.all(counts)) as Record<string, number>;
}

async function rowsAddedBy(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await rowCounts();
  await work();
  const after = await rowCounts();
  return Object.fromEntries(
    Object.keys(after).flatMap((name) => {
      const added = Number(after[name]) - Number(before[name]);
      return added === 0 ? [] : [[name, added]];
    }),
  );
}

test("a reset link works for 15 minutes, the old password until then", async () => {
  const account = await activeAccount();
  const submitted = await follow(await requestReset(account));
  const [link] = await linksOf(account.id);
  expect(Number(link?.expiresAt) - Number(link?.createdAt)).toBe(15 * 60_000);
  expect(await kindsOfEmailsAbout(account.id)).toEqual([["forgot-password", account.email]]);
  expect(await canSignIn(account, PASSWORD)).toBe(true);
  await completePasswordReset({ submitted, source: anonymousSource() }, CHOSEN);
  expect([await canSignIn(account, PASSWORD), await canSignIn(account, CHOSEN)]).toEqual([false, true]);
});

test("completing a reset unlocks the account, requesting it does not", async () => {
  const account = await lockedAccount();
  const submitted = await follow(await requestReset(account));
  expect(stateOf(await credentialsNow(account.id))).toBe("LOCKED");
  await completePasswordReset({ submitted, source: anonymousSource() }, CHOSEN);
  expect(stateOf(await credentialsNow(account.id))).toBe("ACTIVE");
  expect(await canSignIn(account, CHOSEN)).toBe(true);
});

test.each([
  ["without a password", accountWithoutPassword],
  ["with a single-use password", accountWithSingleUsePassword],
  ["with an expired single-use password", accountWithExpiredPassword],
] as const)("an account that was never activated, %s, gets its activation link", async (_what, create) => {
  const account = await create();
  const submitted = await follow(await requestReset(account));
  expect(await kindsOfEmailsAbout(account.id)).toEqual([["account-activation", account.email]]);
  await activateAccount({ submitted, source: anonymousSource() }, { ...NAMES, password: CHOSEN });
  expect(await canSignIn(account, CHOSEN)).toBe(true);
});

test("a formerly federated user is asked for a first password", async () => {
  const account = await federatedAccount();
  const message = await requestReset(account);
  expect(await kindsOfEmailsAbout(account.id)).toEqual([["forgot-password", account.email]]);
  expect(message.subject).toMatch(/^Choose a password at/);
  expect(message.text.replace(/\s+/g, " ")).not.toMatch(/created an account|Your password stays|a new password/);
  await completePasswordReset({ submitted: await follow(message), source: anonymousSource() }, CHOSEN);
  expect(await canSignIn(account, CHOSEN)).toBe(true);
});

test("a user whose access was ended can reset the password", async () => {
  const account = await activeAccount();
  await sendPasswordReset(await administrator(), account.id, true);
  const submitted = await follow(await requestReset(account));
  await completePasswordReset({ submitted, source: anonymousSource() }, CHOSEN);
  expect(await canSignIn(account, CHOSEN)).toBe(true);
});

test("case and spaces around the email do not matter", async () => {
  const account = await activeAccount();
  await requestPasswordReset(` ${account.email.toUpperCase()} `, anonymousSource());
  await runRecoveryJobs();
  expect(emailsTo(account)).toHaveLength(1);
});

test("every address leaves the same rows in the same tables", async () => {
  const emails = [
    (await activeAccount()).email,
    (await lockedAccount()).email,
    (await accountWithSingleUsePassword()).email,
    (await accountWithoutPassword()).email,
    "nobody.at.all@example.com",
    "no email address",
  ];
  const added = [];
  for (const email of emails) added.push(await rowsAddedBy(() => requestPasswordReset(email, anonymousSource())));
  const expected = {
    "graphile_worker._private_jobs": 1,
    "public.audit_events": 1,
    "public.rate_limits": 2,
  };
  expect(added).toEqual(emails.map(() => expect.objectContaining(expected)));
  for (const rows of added) expect(rows["public.anonymous_event_counts"]).toBeGreaterThan(0);
  for (const { "graphile_worker._private_tasks": _, "public.anonymous_event_counts": __, ...rest } of added)
    expect(rest).toEqual(expected);
  const keys = (await jobsNow()).map(({ key, task }) => [task, key?.replace(/:.*/, "")]);
  expect(keys).toEqual(emails.map(() => ["send_recovery_email", "recovery"]));
  await runRecoveryJobs();
});

test("recovery jobs start only after the response", async () => {
  for (const email of [(await activeAccount()).email, "nobody.here.either@example.com"])
    await requestPasswordReset(email, anonymousSource());
  const early =
    await asOwner`SELECT 1 FROM graphile_worker._private_jobs WHERE run_at < created_at + interval '1 second'`;
  expect(early).toHaveLength(0);
  await runRecoveryJobs();
});

test("a request waits for no lock on the account", async () => {
  const account = await lockedAccount();
  await asOwner.begin(async (owner) => {
    await owner`SELECT 1 FROM accounts WHERE id = ${account.id} FOR UPDATE`;
    await owner`SELECT 1 FROM credentials WHERE account_id = ${account.id} FOR UPDATE`;
    await requestPasswordReset(account.email, anonymousSource());
    await requestPasswordReset("nobody.here.either@example.com", anonymousSource());
  });
  await runRecoveryJobs();
});

test("an unknown address gets no email and is not stored", async () => {
  const typed = "hunter2-typed-in-the-wrong-field";
  const before = provider.messages.all.length;
  await requestPasswordReset(typed, anonymousSource());
  await runRecoveryJobs();
  expect(provider.messages.all).toHaveLength(before);
  const stored = (await everything()).map(({ content }) => content).join();
  expect(stored).not.toContain(typed);
  expect(stored).toContain("unknown email #");
});

test("thirty requests for one mailbox send three emails", async () => {
  const account = await activeAccount();
  for (let turn = 0; turn < 30; turn++) {
    expect(await requestPasswordReset(account.email, anonymousSource())).toBeUndefined();
    if (turn < 10) await runRecoveryJobs();
  }
  await runRecoveryJobs();
  expect(emailsTo(account)).toHaveLength(3);
  expect(await eventsAbout(account.id)).toHaveLength(3);
});

test("concurrent requests for one mailbox send one email", async () => {
  const account = await activeAccount();
  await Promise.all(Array.from({ length: 10 }, () => requestPasswordReset(account.email, anonymousSource())));
  await runRecoveryJobs();
  expect(emailsTo(account)).toHaveLength(1);
});

test("one source can request emails to 20 mailboxes an hour", async () => {
  const source = anonymousSource();
  const added = await rowsAddedBy(async () => {
    for (let turn = 0; turn < 25; turn++) await requestPasswordReset(`somebody.${turn}@example.com`, source);
  });
  expect(added["graphile_worker._private_jobs"]).toBe(20);
  const account = await activeAccount();
  await requestPasswordReset(account.email, source);
  await runRecoveryJobs();
  expect(emailsTo(account)).toHaveLength(0);
  await requestPasswordReset(account.email, anonymousSource());
  await runRecoveryJobs();
  expect(emailsTo(account)).toHaveLength(1);
});

test("sources without an address are limited by the mailbox alone", async () => {
  const added = await rowsAddedBy(async () => {
    for (let turn = 0; turn < 25; turn++)
      await requestPasswordReset(`unknown.${turn}@example.com`, { address: null, userAgent: null });
  });
  expect(added["graphile_worker._private_jobs"]).toBe(25);
});

async function expiredLinkOf(account: TestAccount): Promise<Link> {
  await sendPasswordReset(await administrator(), account.id, false);
  const { token, linkId } = await follow(await newestMessage(provider, account.email));
  await asOwner`UPDATE links SET expires_at = now() - interval '1 second' WHERE id = ${linkId}`;
  const link = await findLink(token, "activation", "password-reset");
  if (link?.state !== "expired") throw new Error("The link has not expired.");
  return link;
}

test("a new link goes to the mailbox of the invalid one", async () => {
  const account = await activeAccount();
  await requestNewLink(await expiredLinkOf(account), anonymousSource());
  await runRecoveryJobs();
  expect(emailsTo(account)).toHaveLength(2);
  await completePasswordReset(
    { submitted: await follow(await newestMessage(provider, account.email)), source: anonymousSource() },
    CHOSEN,
  );
  expect(await canSignIn(account, CHOSEN)).toBe(true);
});

async function changeEmail({ id, firstName, lastName, phone, email, roles }: TestAccount, to: string) {
  const snapshot = { firstName, lastName, phone, email, roles, emailNotifications: [] };
  const edit = { firstName, lastName, phone, email: to, roles: ["viewer" as const], emailNotifications: [] };
  await updateAccount(await administrator(), id, edit, snapshot);
}

test("no new link is sent once the account's email has changed", async () => {
  const [account, successor] = [await activeAccount(), await activeAccount()];
  const link = await expiredLinkOf(account);
  const moved = `moved.${account.id}@example.com`;
  await changeEmail(account, moved);
  await changeEmail(successor, account.email);
  await runRecoveryJobs();
  const before = [provider.messages.to(moved).length, emailsTo(account).length];
  await requestNewLink(link, anonymousSource());
  await runRecoveryJobs();
  expect([provider.messages.to(moved).length, emailsTo(account).length]).toEqual(before);
});

test("no recovery email is sent once the account's email has changed", async () => {
  const account = await activeAccount();
  await requestPasswordReset(account.email, anonymousSource());
  const moved = `meanwhile.${account.id}@example.com`;
  await changeEmail(account, moved);
  await runRecoveryJobs();
  expect(await linksOf(account.id)).toEqual([]);
  expect((await kindsOfEmailsAbout(account.id)).map(([kind]) => kind)).toEqual(["email-changed", "email-changed"]);
});

test("new links and forgotten passwords share the limit of a mailbox", async () => {
  const account = await activeAccount();
  const link = await expiredLinkOf(account);
  for (let turn = 0; turn < 2; turn++) {
    await requestNewLink(link, anonymousSource());
    await requestPasswordReset(account.email, anonymousSource());
    await runRecoveryJobs();
  }
  const names = (await eventsAbout(account.id)).map(({ event }) => event);
  expect(names.filter((name) => name === "password_reset_requested")).toHaveLength(3);
});

test("a deleted account gets no recovery email", async () => {
  const account = await activeAccount();
  const before = await everything();
  await sendRecoveryEmail({ accountId: "00000000-0000-4000-8000-000000000000", email: account.email });
  await sendRecoveryEmail({ accountId: null, email: null });
  expect(await everything()).toEqual(before);
  await expect(sendRecoveryEmail({ accountId: "garbage", email: account.email })).rejects.toThrow();
});

test("a request does nothing while outgoing mail is off", async () => {
  const account = await activeAccount();
  const link = await expiredLinkOf(account);
  const added = await withEnvironment(MAIL_OFF, () =>
    rowsAddedBy(async () => {
      await requestPasswordReset(account.email, anonymousSource());
      await requestNewLink(link, anonymousSource());
    }),
  );
  expect(added).toEqual({});
});

test("three workers on one request leave one valid link", async () => {
  const account = await activeAccount();
  const job = { accountId: account.id, email: account.email };
  await Promise.all([sendRecoveryEmail(job), sendRecoveryEmail(job), sendRecoveryEmail(job)]);
  const valid = (await linksOf(account.id)).filter(({ supersededAt }) => supersededAt === null);
  expect(valid).toHaveLength(1);
  const waiting = await transaction((tx) =>
    tx.execute<{ count: number }>(
      `SELECT count(*)::int AS count FROM emails WHERE state = 'WAITING' AND account_id = '${account.id}'`,
    ),
  );
  expect(waiting).toMatchObject([{ count: 1 }]);
});
