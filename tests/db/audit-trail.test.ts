import { eq, gt } from "drizzle-orm";
import { expect, test } from "vitest";
import { read, transaction } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit-events.ts";
import { emails } from "#db/schema/emails.ts";
import type { Actor } from "#lib/access/actor.ts";
import { addAccount } from "#lib/accounts/add-account.ts";
import { createAdministrator } from "#lib/accounts/create-administrator.ts";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { inviteAccount } from "#lib/accounts/invite-account.ts";
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
import type { SubmittedLink } from "#lib/links/submitted-link.ts";
import { discardEmail } from "#lib/mail/discard-email.ts";
import { retryEmail } from "#lib/mail/retry-email.ts";
import { sendTestEmail } from "#lib/mail/send-test-email.ts";
import { changePassword } from "#lib/passwords/change-password.ts";
import { activateAccount } from "#lib/recovery/activate-account.ts";
import { completePasswordReset } from "#lib/recovery/complete-password-reset.ts";
import { confirmEmail } from "#lib/recovery/confirm-email-change.ts";
import { resetPassword } from "#lib/recovery/issue-single-use-password.ts";
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
import { asOwner, onTheSide, whileFailing } from "./owner.ts";
import {
  activeAccount,
  administrator,
  anonymousSource,
  invitedAccount,
  PASSWORD,
  signedIn,
  type TestAccount,
  viewer,
} from "./people.ts";
import { accountNow, emailsAbout, everything } from "./queries.ts";

type Scene = Readonly<{
  admin: Actor;
  target: TestAccount;
  own: Actor;
  elsewhere: Actor;
  holder: Actor;
  /** A group without domains, and one with a domain. */
  empty: TestGroup;
  group: TestGroup;
  domain: string;
}>;

const provider = await sendToProvider();

async function scene(): Promise<Scene> {
  const target = await activeAccount();
  const elsewhere = await signedIn(target);
  const own = await signedIn(target);
  const admin = await administrator();
  const [empty, group] = [await groupWith([], admin), await groupWith(["EMEA"], admin)];
  const holder = await signedIn(await invitedAccount());
  return { admin, target, own, elsewhere, holder, empty, group, domain: await domainId(group, "EMEA") };
}

type Deed = Readonly<{
  /** What has to be there beforehand: a link that somebody holds, or a mail. */
  given?: (scene: Scene) => Promise<Given>;
  does: (scene: Scene & Given) => Promise<unknown>;
  event: string;
  outcome?: Outcome;
  by?: (scene: Scene) => string | null;
  on?: (scene: Scene) => unknown;
}>;

type Given = Readonly<{ submitted: SubmittedLink; emailId: string }>;

const NOTHING_GIVEN: Given = { submitted: { secret: undefined, linkId: "" }, emailId: "" };

const itself = ({ own }: Scene) => own.id;

async function rename(admin: Actor, id: string) {
  const seen = await accountNow(id);
  if (!seen) throw new Error("The account is gone.");
  const { lastName, email, phone } = seen;
  const edit = { firstName: "New", lastName, email, phone, roles: ["viewer" as const], emailNotifications: [] };
  await updateAccount(admin, id, edit, seen);
}

let newcomers = 0;

const newcomer = () => ({
  firstName: "New",
  lastName: "Comer",
  email: `newcomer${++newcomers}@example.com`,
  phone: null,
  roles: ["viewer" as const],
  singleUsePassword: "handed over by hand",
});

async function givenActivation({ target }: Scene): Promise<Given> {
  await transaction((tx) => sendActivation(tx, target, null));
  return { ...NOTHING_GIVEN, submitted: await follow(await newestMessage(provider, target.email)) };
}

async function givenReset({ admin, target }: Scene): Promise<Given> {
  await sendPasswordReset(admin, target.id, false);
  return { ...NOTHING_GIVEN, submitted: await follow(await newestMessage(provider, target.email)) };
}

async function givenEmailChange({ own }: Scene): Promise<Given> {
  const { email } = newcomer();
  await requestEmailChange(own, email, PASSWORD);
  await runRecoveryJobs();
  return { ...NOTHING_GIVEN, submitted: await follow(await newestMessage(provider, email)) };
}

async function givenFailedMail({ target }: Scene): Promise<Given> {
  await transaction((tx) => sendActivation(tx, target, null));
  const [mail] = await emailsAbout(target.id);
  const emailId = String(mail?.id);
  await transaction((tx) => tx.update(emails).set({ state: "FAILED" }).where(eq(emails.id, emailId)));
  return { ...NOTHING_GIVEN, emailId };
}

const isRefused = (name: string) => (error: Error) => {
  if (error.name !== name) throw error;
};

const WITH_MAIL: Record<string, Deed> = {
  "inviting somebody": {
    does: ({ admin }) => inviteAccount(admin, newcomer()),
    event: "account_created",
    on: () => expect.any(String),
  },
  "mailing an activation again": {
    does: ({ admin, holder }) => resendActivation(admin, holder.id),
    event: "activation_sent",
    on: ({ holder }) => holder.id,
  },
  "mailing a reset": {
    does: ({ admin, target }) => sendPasswordReset(admin, target.id, false),
    event: "password_reset_sent",
  },
  "mailing a reset and ending access": {
    does: ({ admin, target }) => sendPasswordReset(admin, target.id, true),
    event: "password_reset_sent",
  },
  "asking for a way in": {
    does: ({ target }) => requestPasswordReset(target.email, anonymousSource()),
    event: "password_reset_requested",
    by: () => null,
  },
  "asking for a way in to no account": {
    does: () => requestPasswordReset("nobody.here@example.com", anonymousSource()),
    event: "password_reset_requested",
    by: () => null,
    on: () => null,
  },
  "activating an account": {
    given: givenActivation,
    does: ({ submitted }) =>
      activateAccount(
        { submitted, source: anonymousSource() },
        { firstName: "New", lastName: "Name", phone: null, password: "my very own secret" },
      ),
    event: "account_activated",
    by: itself,
  },
  "completing a reset": {
    given: givenReset,
    does: ({ submitted }) => completePasswordReset({ submitted, source: anonymousSource() }, "my very own secret"),
    event: "password_reset_completed",
    by: itself,
  },
  "a link that does not work": {
    does: () =>
      completePasswordReset(
        { submitted: { secret: "never given out", linkId: "" }, source: anonymousSource() },
        "my very own secret",
      ).catch(isRefused("InvalidLink")),
    event: "link_rejected",
    outcome: "failure",
    by: () => null,
    on: () => null,
  },
  "asking for another e-mail of one's own": {
    does: ({ own }) => requestEmailChange(own, newcomer().email, PASSWORD),
    event: "email_change_requested",
    by: itself,
  },
  "asking for another e-mail with a wrong password": {
    does: ({ own }) => requestEmailChange(own, newcomer().email, "wrong guess").catch(isRefused("UserError")),
    event: "email_change_failed",
    outcome: "failure",
    by: itself,
  },
  "confirming another e-mail": {
    given: givenEmailChange,
    does: ({ own, submitted }) => confirmEmail(own, submitted),
    event: "account_updated",
    by: itself,
  },
  "confirming with somebody else's link": {
    given: givenEmailChange,
    does: ({ holder, submitted }) => confirmEmail(holder, submitted).catch(isRefused("InvalidLink")),
    event: "link_rejected",
    outcome: "failure",
    by: ({ holder }) => holder.id,
  },
  "sending a test mail": {
    does: ({ admin }) => sendTestEmail(admin),
    event: "test_email_sent",
    on: ({ admin }) => admin.id,
  },
  "retrying a mail": {
    given: givenFailedMail,
    does: ({ admin, emailId }) => retryEmail(admin, emailId),
    event: "email_retried",
  },
  "discarding a mail": {
    given: givenFailedMail,
    does: ({ admin, emailId }) => discardEmail(admin, emailId),
    event: "email_discarded",
  },
};

const WITHOUT_MAIL: Record<string, Deed> = {
  "adding an account": {
    does: ({ admin }) => addAccount(admin, newcomer()),
    event: "account_created",
    on: () => expect.any(String),
  },
  "editing an account": { does: ({ admin, target }) => rename(admin, target.id), event: "account_updated" },
  "deleting an account": { does: ({ admin, target }) => deleteAccount(admin, target.id), event: "account_deleted" },
  "resetting a password": {
    does: ({ admin, target }) => resetPassword(admin, target.id, "handed over by hand"),
    event: "single_use_password_issued",
  },
  "ending somebody's sessions": {
    does: ({ admin, target }) => revokeAccountSessions(admin, target.id),
    event: "sessions_revoked",
  },
  "editing one's profile": {
    does: async ({ own }) =>
      updateOwnProfile(own, { firstName: "New", lastName: "Name", phone: null }, await profileOf(own)),
    event: "account_updated",
    by: itself,
  },
  "switching segregation": {
    does: async ({ admin }) => setSegregation(admin, !(await isSegregated())),
    event: "segregation_changed",
    on: () => null,
  },
  "adding a domain group": {
    does: ({ admin }) => createGroup(admin, { name: `Added ${++newcomers}`, colour: GREY, description: "" }),
    event: "domain_group_created",
    on: () => expect.any(String),
  },
  "editing a domain group": {
    does: ({ admin, empty }) => updateGroup(admin, empty.id, { colour: GREY, description: "Other" }),
    event: "domain_group_updated",
    on: ({ empty }) => empty.id,
  },
  "deleting a domain group": {
    does: ({ admin, empty }) => deleteGroup(admin, empty.id),
    event: "domain_group_deleted",
    on: ({ empty }) => empty.id,
  },
  "adding a domain": {
    does: ({ admin, group }) => createDomain(admin, { group: group.id, path: "APAC" }),
    event: "domain_created",
    on: () => expect.any(String),
  },
  "deactivating a domain": {
    does: ({ admin, domain }) => setDomainActive(admin, domain, false),
    event: "domain_updated",
    on: ({ domain }) => domain,
  },
  "deleting a domain": {
    does: ({ admin, domain }) => deleteDomain(admin, domain),
    event: "domain_deleted",
    on: ({ domain }) => domain,
  },
  "signing in": {
    does: ({ target }) => signIn({ email: target.email, password: PASSWORD }, anonymousSource()),
    event: "signed_in",
    by: itself,
  },
  "a wrong password": {
    does: ({ target }) => signIn({ email: target.email, password: "wrong guess" }, anonymousSource()),
    event: "sign_in_failed",
    outcome: "failure",
    by: () => null,
  },
  "an unknown e-mail": {
    does: () => signIn({ email: "nobody.here@example.com", password: "wrong guess" }, anonymousSource()),
    event: "sign_in_failed",
    outcome: "failure",
    by: () => null,
    on: () => null,
  },
  "signing out": { does: ({ own }) => signOut(own), event: "signed_out", by: itself },
  "choosing a password": {
    does: ({ holder }) => replaceSingleUsePassword(holder, "my very own secret", anonymousSource()),
    event: "single_use_password_replaced",
    by: ({ holder }) => holder.id,
    on: ({ holder }) => holder.id,
  },
  "changing a password": {
    does: ({ own }) => changePassword(own, { current: PASSWORD, chosen: "my very own secret" }, anonymousSource()),
    event: "password_changed",
    by: itself,
  },
  "a wrong current password": {
    does: ({ own }) =>
      changePassword(own, { current: "wrong guess", chosen: "my very own secret" }, anonymousSource()).catch(
        (error) => {
          if (error.name !== "UserError") throw error;
        },
      ),
    event: "password_change_failed",
    outcome: "failure",
    by: itself,
  },
  "ending one of one's sessions": {
    does: ({ own, elsewhere }) => revokeOwnSession(own, elsewhere.sessionId),
    event: "session_revoked",
    by: itself,
  },
  "ending one's other sessions": { does: ({ own }) => revokeOtherSessions(own), event: "sessions_revoked", by: itself },
  "asking for what one may not": {
    does: ({ own, admin }) =>
      deleteAccount(own, admin.id).catch((error) => {
        if (!(error instanceof Forbidden)) throw error;
      }),
    event: "access_denied",
    outcome: "failure",
    by: itself,
  },
  "restoring an administrator": {
    does: ({ target }) => createAdministrator(target.email),
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

const DEEDS = [
  ...Object.entries(WITH_MAIL).map(([name, deed]) => ({ name, deed, mode: {} })),
  ...Object.entries(WITHOUT_MAIL).map(([name, deed]) => ({ name, deed, mode: MAIL_OFF })),
];

test.each(DEEDS)("$name is recorded once, with who did it, to whom, and how it ended", async ({ deed, mode }) => {
  const told = await scene();
  const given = (await deed.given?.(told)) ?? NOTHING_GIVEN;
  const { event, outcome = "success", by = ({ admin }) => admin.id, on = ({ target }) => target.id } = deed;
  const events = await withEnvironment(mode, () => eventsDuring(() => deed.does({ ...told, ...given })));
  expect(events).toMatchObject([{ event, outcome, actorId: by(told), targetId: on(told), at: expect.any(Date) }]);
});

test.each(DEEDS)("$name does not happen when it cannot be recorded", async ({ deed, mode }) => {
  const told = await scene();
  const given = (await deed.given?.(told)) ?? NOTHING_GIVEN;
  const before = await everything();
  await withEnvironment(mode, () =>
    whileFailing("INSERT ON audit_events", () => expect(deed.does({ ...told, ...given })).rejects.toThrow("P0001")),
  );
  expect(await everything()).toEqual(before);
});

test("the lock itself is recorded beside the failure that caused it", async () => {
  const { target } = await scene();
  for (let turn = 0; turn < 9; turn++)
    await signIn({ email: target.email, password: "wrong guess" }, anonymousSource());
  const events = await eventsDuring(() => signIn({ email: target.email, password: "wrong guess" }, anonymousSource()));
  expect(events).toMatchObject([
    { event: "sign_in_failed", outcome: "failure", targetId: target.id },
    { event: "account_locked", targetId: target.id, changes: [{ field: "State", from: "ACTIVE", to: "LOCKED" }] },
  ]);
});

test("an event's time is the database's", async () => {
  const { own } = await scene();
  const [event] = await eventsDuring(() => signOut(own));
  const [clock] =
    await onTheSide`SELECT abs(extract(epoch FROM now() - ${event?.at as Date}::timestamptz)) < 5 AS same`;
  expect(clock?.same).toBe(true);
});

test("no audit event can be changed or removed, by the product or by the owner of the tables", async () => {
  const { own } = await scene();
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
  "DROP TRIGGER audit_events_are_append_only ON audit_events",
  "CREATE OR REPLACE FUNCTION reject_audit_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
  "ALTER TABLE accounts ADD COLUMN hidden text",
  "CREATE TABLE mine (id int)",
  "CREATE SCHEMA mine",
  "SET session_replication_role = replica",
])("the product's role may not: %s", async (statement) => {
  await expect(onTheSide.unsafe(statement)).rejects.toMatchObject({ code: "42501" });
});

test("an account's history outlives the account and the administrator who deleted it", async () => {
  const { admin, target } = await scene();
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

test("history is shown newest first, and to administrators only", async () => {
  const { admin, target, own } = await scene();
  await rename(admin, target.id);
  await revokeAccountSessions(admin, target.id);
  const history = await accountHistory(admin, target.id);
  expect(history.map(({ event }) => event)).toEqual(["All sessions ended", "Account updated"]);
  await expect(accountHistory(own, target.id)).rejects.toBeInstanceOf(Forbidden);
  await expect(accountHistory(await viewer(), target.id)).rejects.toBeInstanceOf(Forbidden);
});

test("the history of what is no account is empty", async () => {
  const { admin } = await scene();
  expect(await accountHistory(admin, "00000000-0000-4000-8000-000000000000")).toEqual([]);
  expect(await accountHistory(admin, "garbage")).toEqual([]);
});

test("text that could forge lines or turn direction is recorded as visible escapes", async () => {
  const { admin, target } = await scene();
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
