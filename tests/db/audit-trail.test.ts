import { eq, gt } from "drizzle-orm";
import { expect, test } from "vitest";
import { read, transaction } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit-events.ts";
import { emails } from "#db/schema/emails.ts";
import type { Actor } from "#lib/access/actor.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { createAdministrator } from "#lib/accounts/create-administrator.ts";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { profileOf } from "#lib/accounts/own-profile.ts";
import { updateAccount } from "#lib/accounts/update-account.ts";
import { updateOwnProfile } from "#lib/accounts/update-own-profile.ts";
import type { Outcome } from "#lib/audit/events.ts";
import { accountHistory } from "#lib/audit-log/account-history.ts";
import { GREY } from "#lib/domains/colours.ts";
import { createDomain } from "#lib/domains/create-domain.ts";
import { createGroup } from "#lib/domains/create-group.ts";
import { deleteDomain } from "#lib/domains/delete-domain.ts";
import { deleteGroup } from "#lib/domains/delete-group.ts";
import { isSegregated, setSegregation } from "#lib/domains/segregation.ts";
import { setDomainActive } from "#lib/domains/set-domain-active.ts";
import { updateGroup } from "#lib/domains/update-group.ts";
import { Forbidden } from "#lib/errors.ts";
import type { SubmittedLink } from "#lib/links/redeem-link.ts";
import { discardEmail, retryEmail } from "#lib/mail/failed-emails.ts";
import { sendTestEmail } from "#lib/mail/send-test-email.ts";
import { changePassword } from "#lib/passwords/change-password.ts";
import { activateAccount } from "#lib/recovery/activate-account.ts";
import { completePasswordReset } from "#lib/recovery/complete-password-reset.ts";
import { confirmEmailChange } from "#lib/recovery/confirm-email-change.ts";
import { issueSingleUsePassword } from "#lib/recovery/issue-single-use-password.ts";
import { replaceSingleUsePassword } from "#lib/recovery/replace-single-use-password.ts";
import { requestEmailChange } from "#lib/recovery/request-email-change.ts";
import { requestPasswordReset } from "#lib/recovery/request-password-reset.ts";
import { resendActivation } from "#lib/recovery/resend-activation.ts";
import { sendActivation } from "#lib/recovery/send-activation.ts";
import { sendPasswordReset } from "#lib/recovery/send-password-reset.ts";
import { revokeOtherSessions, revokeOwnSession } from "#lib/sessions/own-sessions.ts";
import { revokeAccountSessions } from "#lib/sessions/revoke-account-sessions.ts";
import { signOut } from "#lib/sessions/sign-out.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { domainId, groupWith, type TestGroup } from "./domains.ts";
import { follow, MAIL_OFF, newestMessage, runRecoveryJobs, sendToProvider } from "./emails.ts";
import { withEnvironment } from "./environment.ts";
import { newUserByEmail, newUserWithPassword } from "./new-users.ts";
import { asOwner, onTheSide, whileFailing } from "./owner.ts";
import {
  accountWithSingleUsePassword,
  activeAccount,
  administrator,
  anonymousSource,
  PASSWORD,
  signedIn,
  type TestAccount,
  viewer,
} from "./people.ts";
import { accountNow, emailsAbout, everything } from "./queries.ts";

type Fixture = Readonly<{
  admin: Actor;
  target: TestAccount;
  own: Actor;
  elsewhere: Actor;
  invited: Actor;
  /** A group without domains, and one with a domain. */
  empty: TestGroup;
  group: TestGroup;
  domain: string;
}>;

const provider = await sendToProvider();

async function createFixture(): Promise<Fixture> {
  const target = await activeAccount();
  const elsewhere = await signedIn(target);
  const own = await signedIn(target);
  const admin = await administrator();
  const [empty, group] = [await groupWith([], admin), await groupWith(["EMEA"], admin)];
  const invited = await signedIn(await accountWithSingleUsePassword());
  return { admin, target, own, elsewhere, invited, empty, group, domain: await domainId(group, "EMEA") };
}

type Action = Readonly<{
  /** Prepares a link or an email. */
  prepare?: (fixture: Fixture) => Promise<Prepared>;
  run: (fixture: Fixture & Prepared) => Promise<unknown>;
  event: string;
  outcome?: Outcome;
  by?: (fixture: Fixture) => string | null;
  on?: (fixture: Fixture) => unknown;
}>;

type Prepared = Readonly<{ submitted: SubmittedLink; emailId: string }>;

const NOTHING_PREPARED: Prepared = { submitted: { token: undefined, linkId: "" }, emailId: "" };

const ownId = ({ own }: Fixture) => own.id;

async function rename(admin: Actor, id: string) {
  const seen = await accountNow(id);
  if (!seen) throw new Error("The account is gone.");
  const { lastName, email, phone } = seen;
  const edit = { firstName: "New", lastName, email, phone, roles: ["viewer" as const], emailNotifications: [] };
  await updateAccount(admin, id, edit, seen);
}

let groups = 0;

async function prepareActivation({ target }: Fixture): Promise<Prepared> {
  await transaction((tx) => sendActivation(tx, target, null));
  return { ...NOTHING_PREPARED, submitted: await follow(await newestMessage(provider, target.email)) };
}

async function prepareReset({ admin, target }: Fixture): Promise<Prepared> {
  await sendPasswordReset(admin, target.id, false);
  return { ...NOTHING_PREPARED, submitted: await follow(await newestMessage(provider, target.email)) };
}

async function prepareEmailChange({ own }: Fixture): Promise<Prepared> {
  const { email } = newUserByEmail();
  await requestEmailChange(own, email, PASSWORD);
  await runRecoveryJobs();
  return { ...NOTHING_PREPARED, submitted: await follow(await newestMessage(provider, email)) };
}

async function prepareFailedEmail({ target }: Fixture): Promise<Prepared> {
  await transaction((tx) => sendActivation(tx, target, null));
  const [email] = await emailsAbout(target.id);
  const emailId = String(email?.id);
  await transaction((tx) => tx.update(emails).set({ state: "FAILED" }).where(eq(emails.id, emailId)));
  return { ...NOTHING_PREPARED, emailId };
}

const isRefused = (name: string) => (error: Error) => {
  if (error.name !== name) throw error;
};

const WITH_MAIL: Record<string, Action> = {
  "inviting a user": {
    run: ({ admin }) => createAccount(admin, newUserByEmail()),
    event: "account_created",
    on: () => expect.any(String),
  },
  "resending an activation email": {
    run: ({ admin, invited }) => resendActivation(admin, invited.id),
    event: "activation_sent",
    on: ({ invited }) => invited.id,
  },
  "sending a password reset": {
    run: ({ admin, target }) => sendPasswordReset(admin, target.id, false),
    event: "password_reset_sent",
  },
  "sending a password reset and ending sessions": {
    run: ({ admin, target }) => sendPasswordReset(admin, target.id, true),
    event: "password_reset_sent",
  },
  "requesting a password reset": {
    run: ({ target }) => requestPasswordReset(target.email, anonymousSource()),
    event: "password_reset_requested",
    by: () => null,
  },
  "requesting a password reset for an unknown email": {
    run: () => requestPasswordReset("nobody.here@example.com", anonymousSource()),
    event: "password_reset_requested",
    by: () => null,
    on: () => null,
  },
  "activating an account": {
    prepare: prepareActivation,
    run: ({ submitted }) =>
      activateAccount(
        { submitted, source: anonymousSource() },
        { firstName: "New", lastName: "Name", phone: null, password: "my very own secret" },
      ),
    event: "account_activated",
    by: ownId,
  },
  "completing a password reset": {
    prepare: prepareReset,
    run: ({ submitted }) => completePasswordReset({ submitted, source: anonymousSource() }, "my very own secret"),
    event: "password_reset_completed",
    by: ownId,
  },
  "using an invalid link": {
    run: () =>
      completePasswordReset(
        { submitted: { token: "never given out", linkId: "" }, source: anonymousSource() },
        "my very own secret",
      ).catch(isRefused("InvalidLink")),
    event: "link_rejected",
    outcome: "failure",
    by: () => null,
    on: () => null,
  },
  "requesting an email change": {
    run: ({ own }) => requestEmailChange(own, newUserByEmail().email, PASSWORD),
    event: "email_change_requested",
    by: ownId,
  },
  "requesting an email change with a wrong password": {
    run: ({ own }) => requestEmailChange(own, newUserByEmail().email, "wrong guess").catch(isRefused("UserError")),
    event: "email_change_failed",
    outcome: "failure",
    by: ownId,
  },
  "confirming an email change": {
    prepare: prepareEmailChange,
    run: ({ own, submitted }) => confirmEmailChange(own, submitted),
    event: "account_updated",
    by: ownId,
  },
  "confirming an email change with another user's link": {
    prepare: prepareEmailChange,
    run: ({ invited, submitted }) => confirmEmailChange(invited, submitted).catch(isRefused("InvalidLink")),
    event: "link_rejected",
    outcome: "failure",
    by: ({ invited }) => invited.id,
  },
  "sending a test email": {
    run: ({ admin }) => sendTestEmail(admin),
    event: "test_email_sent",
    on: ({ admin }) => admin.id,
  },
  "retrying an email": {
    prepare: prepareFailedEmail,
    run: ({ admin, emailId }) => retryEmail(admin, emailId),
    event: "email_retried",
  },
  "discarding an email": {
    prepare: prepareFailedEmail,
    run: ({ admin, emailId }) => discardEmail(admin, emailId),
    event: "email_discarded",
  },
};

const WITHOUT_MAIL: Record<string, Action> = {
  "adding an account": {
    run: ({ admin }) => createAccount(admin, newUserWithPassword()),
    event: "account_created",
    on: () => expect.any(String),
  },
  "editing an account": { run: ({ admin, target }) => rename(admin, target.id), event: "account_updated" },
  "deleting an account": { run: ({ admin, target }) => deleteAccount(admin, target.id), event: "account_deleted" },
  "issuing a single-use password": {
    run: ({ admin, target }) => issueSingleUsePassword(admin, target.id, "a single-use password"),
    event: "single_use_password_issued",
  },
  "ending all sessions of a user": {
    run: ({ admin, target }) => revokeAccountSessions(admin, target.id),
    event: "sessions_revoked",
  },
  "editing the own profile": {
    run: async ({ own }) =>
      updateOwnProfile(own, { firstName: "New", lastName: "Name", phone: null }, await profileOf(own)),
    event: "account_updated",
    by: ownId,
  },
  "changing segregation": {
    run: async ({ admin }) => setSegregation(admin, !(await isSegregated())),
    event: "segregation_changed",
    on: () => null,
  },
  "adding a domain group": {
    run: ({ admin }) => createGroup(admin, { name: `Added ${++groups}`, colour: GREY, description: "" }),
    event: "domain_group_created",
    on: () => expect.any(String),
  },
  "editing a domain group": {
    run: ({ admin, empty }) => updateGroup(admin, empty.id, { colour: GREY, description: "Other" }),
    event: "domain_group_updated",
    on: ({ empty }) => empty.id,
  },
  "deleting a domain group": {
    run: ({ admin, empty }) => deleteGroup(admin, empty.id),
    event: "domain_group_deleted",
    on: ({ empty }) => empty.id,
  },
  "adding a domain": {
    run: ({ admin, group }) => createDomain(admin, { group: group.id, path: "APAC" }),
    event: "domain_created",
    on: () => expect.any(String),
  },
  "deactivating a domain": {
    run: ({ admin, domain }) => setDomainActive(admin, domain, false),
    event: "domain_updated",
    on: ({ domain }) => domain,
  },
  "deleting a domain": {
    run: ({ admin, domain }) => deleteDomain(admin, domain),
    event: "domain_deleted",
    on: ({ domain }) => domain,
  },
  "signing in": {
    run: ({ target }) => signIn({ email: target.email, password: PASSWORD }, anonymousSource()),
    event: "signed_in",
    by: ownId,
  },
  "signing in with a wrong password": {
    run: ({ target }) => signIn({ email: target.email, password: "wrong guess" }, anonymousSource()),
    event: "sign_in_failed",
    outcome: "failure",
    by: () => null,
  },
  "signing in with an unknown email": {
    run: () => signIn({ email: "nobody.here@example.com", password: "wrong guess" }, anonymousSource()),
    event: "sign_in_failed",
    outcome: "failure",
    by: () => null,
    on: () => null,
  },
  "signing out": { run: ({ own }) => signOut(own), event: "signed_out", by: ownId },
  "replacing a single-use password": {
    run: ({ invited }) => replaceSingleUsePassword(invited, "my very own secret", anonymousSource()),
    event: "single_use_password_replaced",
    by: ({ invited }) => invited.id,
    on: ({ invited }) => invited.id,
  },
  "changing a password": {
    run: ({ own }) => changePassword(own, { current: PASSWORD, chosen: "my very own secret" }, anonymousSource()),
    event: "password_changed",
    by: ownId,
  },
  "changing a password with a wrong one": {
    run: ({ own }) =>
      changePassword(own, { current: "wrong guess", chosen: "my very own secret" }, anonymousSource()).catch(
        (error) => {
          if (error.name !== "UserError") throw error;
        },
      ),
    event: "password_change_failed",
    outcome: "failure",
    by: ownId,
  },
  "ending an own session": {
    run: ({ own, elsewhere }) => revokeOwnSession(own, elsewhere.sessionId),
    event: "session_revoked",
    by: ownId,
  },
  "ending the other own sessions": { run: ({ own }) => revokeOtherSessions(own), event: "sessions_revoked", by: ownId },
  "acting without permission": {
    run: ({ own, admin }) =>
      deleteAccount(own, admin.id).catch((error) => {
        if (!(error instanceof Forbidden)) throw error;
      }),
    event: "access_denied",
    outcome: "failure",
    by: ownId,
  },
  "restoring an administrator": {
    run: ({ target }) => createAdministrator(target.email),
    event: "administrator_restored",
    by: () => null,
  },
};

async function eventsDuring(work: () => Promise<unknown>) {
  const before = await read((db) => db.$count(auditEvents));
  const newest = (await onTheSide`SELECT coalesce(max(id), 0)::int AS id FROM audit_events`)[0]?.id;
  await work();
  const events = await read((db) => db.select().from(auditEvents).where(gt(auditEvents.id, newest)));
  expect(await read((db) => db.$count(auditEvents))).toBe(before + events.length);
  return events;
}

const ACTIONS = [
  ...Object.entries(WITH_MAIL).map(([name, action]) => ({ name, action, mode: {} })),
  ...Object.entries(WITHOUT_MAIL).map(([name, action]) => ({ name, action, mode: MAIL_OFF })),
];

test.each(ACTIONS)("$name is recorded once, with actor, target and outcome", async ({ action, mode }) => {
  const fixture = await createFixture();
  const prepared = (await action.prepare?.(fixture)) ?? NOTHING_PREPARED;
  const { event, outcome = "success", by = ({ admin }) => admin.id, on = ({ target }) => target.id } = action;
  const events = await withEnvironment(mode, () => eventsDuring(() => action.run({ ...fixture, ...prepared })));
  expect(events).toMatchObject([{ event, outcome, actorId: by(fixture), targetId: on(fixture), at: expect.any(Date) }]);
});

test.each(ACTIONS)("$name is rolled back if it cannot be recorded", async ({ action, mode }) => {
  const fixture = await createFixture();
  const prepared = (await action.prepare?.(fixture)) ?? NOTHING_PREPARED;
  const before = await everything();
  await withEnvironment(mode, () =>
    whileFailing("INSERT ON audit_events", () =>
      expect(action.run({ ...fixture, ...prepared })).rejects.toThrow("P0001"),
    ),
  );
  expect(await everything()).toEqual(before);
});

test("a lock is recorded after the failure that caused it", async () => {
  const { target } = await createFixture();
  for (let turn = 0; turn < 9; turn++)
    await signIn({ email: target.email, password: "wrong guess" }, anonymousSource());
  const events = await eventsDuring(() => signIn({ email: target.email, password: "wrong guess" }, anonymousSource()));
  expect(events).toMatchObject([
    { event: "sign_in_failed", outcome: "failure", targetId: target.id },
    { event: "account_locked", targetId: target.id, changes: [{ field: "State", from: "ACTIVE", to: "LOCKED" }] },
  ]);
});

test("events use the time of the database", async () => {
  const { own } = await createFixture();
  const [event] = await eventsDuring(() => signOut(own));
  const [clock] =
    await onTheSide`SELECT abs(extract(epoch FROM now() - ${event?.at as Date}::timestamptz)) < 5 AS same`;
  expect(clock?.same).toBe(true);
});

test("nobody can change or delete audit events, not even the owner", async () => {
  const { own } = await createFixture();
  await signOut(own);
  for (const connection of [onTheSide, asOwner]) {
    await expect(connection`UPDATE audit_events SET actor_label = 'nobody'`).rejects.toMatchObject({ code: "42501" });
    await expect(connection`DELETE FROM audit_events`).rejects.toMatchObject({ code: "42501" });
    await expect(connection`TRUNCATE audit_events`).rejects.toMatchObject({ code: "42501" });
  }
});

test.each([
  "DROP TABLE audit_events",
  "ALTER TABLE audit_events DISABLE TRIGGER ALL",
  "DROP TRIGGER audit_events_append_only ON audit_events",
  "CREATE OR REPLACE FUNCTION reject_audit_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
  "ALTER TABLE accounts ADD COLUMN hidden text",
  "CREATE TABLE mine (id int)",
  "CREATE SCHEMA mine",
  "SET session_replication_role = replica",
])("the product's role cannot run %s", async (statement) => {
  await expect(onTheSide.unsafe(statement)).rejects.toMatchObject({ code: "42501" });
});

test("the history outlives the account and its administrator", async () => {
  const { admin, target } = await createFixture();
  const survivor = await administrator();
  await rename(admin, target.id);
  await deleteAccount(admin, target.id);
  await deleteAccount(survivor, admin.id);
  expect(await accountHistory(survivor, target.id)).toMatchObject([
    { event: "Account deleted", actor: admin.email },
    {
      event: "Account updated",
      actor: admin.email,
      changes: [{ field: "First Name", from: target.firstName, to: "New" }],
    },
  ]);
});

test("only administrators can read the history, newest first", async () => {
  const { admin, target, own } = await createFixture();
  await rename(admin, target.id);
  await revokeAccountSessions(admin, target.id);
  const history = await accountHistory(admin, target.id);
  expect(history.map(({ event }) => event)).toEqual(["All sessions ended", "Account updated"]);
  await expect(accountHistory(own, target.id)).rejects.toBeInstanceOf(Forbidden);
  await expect(accountHistory(await viewer(), target.id)).rejects.toBeInstanceOf(Forbidden);
});

test("an unknown account has an empty history", async () => {
  const { admin } = await createFixture();
  expect(await accountHistory(admin, "00000000-0000-4000-8000-000000000000")).toEqual([]);
  expect(await accountHistory(admin, "garbage")).toEqual([]);
});

test("control characters are recorded as visible escapes", async () => {
  const { admin, target } = await createFixture();
  const seen = await accountNow(target.id);
  if (!seen) throw new Error("The account is gone.");
  const { lastName, email, phone } = seen;
  const edit = {
    firstName: "a\u001b[31m\r\n\u202eb",
    lastName,
    email,
    phone,
    roles: ["viewer" as const],
    emailNotifications: [],
  };
  await updateAccount(admin, target.id, edit, seen);
  const [entry] = await accountHistory(admin, target.id);
  expect(entry?.changes[0]).toMatchObject({ to: "a\\u{001b}[31m\\u{000d}\\u{000a}\\u{202e}b" });
});
