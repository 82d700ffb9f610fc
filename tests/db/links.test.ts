import { eq } from "drizzle-orm";
import { afterEach, expect, test, vi } from "vitest";
import { transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import type { Actor } from "#lib/access/actor.ts";
import { stateOf } from "#lib/accounts/core/state.ts";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { updateAccount } from "#lib/accounts/update-account.ts";
import { UserError } from "#lib/errors.ts";
import { findLink, InvalidLink, type LinkPurpose } from "#lib/links/link.ts";
import { redeemLink } from "#lib/links/redeem-link.ts";
import { changePassword } from "#lib/passwords/change-password.ts";
import { activateAccount } from "#lib/recovery/activate-account.ts";
import { completePasswordReset } from "#lib/recovery/complete-password-reset.ts";
import { confirmEmailChange } from "#lib/recovery/confirm-email-change.ts";
import { issueSingleUsePassword } from "#lib/recovery/issue-single-use-password.ts";
import { replaceSingleUsePassword } from "#lib/recovery/replace-single-use-password.ts";
import { requestEmailChange } from "#lib/recovery/request-email-change.ts";
import { sendActivation } from "#lib/recovery/send-activation.ts";
import { sendPasswordReset } from "#lib/recovery/send-password-reset.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { follow, MAIL_OFF, newestMessage, runRecoveryJobs, sendToProvider } from "./emails.ts";
import { withEnvironment } from "./environment.ts";
import { asOwner, whileFailing } from "./owner.ts";
import {
  accountWithoutPassword,
  accountWithSingleUsePassword,
  activeAccount,
  administrator,
  anonymousSource,
  lockedAccount,
  PASSWORD,
  signedIn,
  type TestAccount,
} from "./people.ts";
import {
  accountNow,
  credentialsNow,
  eventsAbout,
  everything,
  kindsOfEmailsAbout,
  linksOf,
  namesOfEventsAbout,
  sessionsNow,
  untilWaitingForLock,
} from "./queries.ts";

const provider = await sendToProvider();

const CHOSEN = "my very own secret";
const NAMES = { firstName: "Zoë", lastName: "van Dijk", phone: null };

type FollowedLink = Awaited<ReturnType<typeof follow>>;

afterEach(() => void vi.useRealTimers());

async function activationOf(account: TestAccount): Promise<FollowedLink> {
  await transaction((tx) => sendActivation(tx, account, null));
  return follow(await newestMessage(provider, account.email));
}

async function resetOf(account: TestAccount): Promise<FollowedLink> {
  await sendPasswordReset(await administrator(), account.id, false);
  return follow(await newestMessage(provider, account.email));
}

let addresses = 0;

async function emailChangeOf(account: TestAccount, actor?: Actor): Promise<FollowedLink> {
  const email = `another${++addresses}@example.com`;
  await requestEmailChange(actor ?? (await signedIn(account)), email, PASSWORD);
  await runRecoveryJobs();
  return follow(await newestMessage(provider, email));
}

const complete = (submitted: FollowedLink, password = CHOSEN) =>
  completePasswordReset({ submitted, source: anonymousSource() }, password);

const activate = (submitted: FollowedLink, password = CHOSEN) =>
  activateAccount({ submitted, source: anonymousSource() }, { ...NAMES, password });

const linkState = async ({ token }: FollowedLink) =>
  (await findLink(token, "activation", "password-reset", "email-change"))?.state;

const expireIn = ({ linkId }: FollowedLink, seconds: number) =>
  asOwner`UPDATE links SET expires_at = now() + make_interval(secs => ${seconds}) WHERE id = ${linkId}`;

const canSignIn = async ({ email }: TestAccount, password: string) =>
  (await signIn({ email, password }, anonymousSource())).signedIn;

test("only one of forty concurrent requests completes a reset", async () => {
  const account = await activeAccount();
  const submitted = await resetOf(account);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 40 }, (_, index) => complete(submitted, `${CHOSEN} ${index}`)),
  );

  const winners = outcomes.flatMap(({ status }, index) => (status === "fulfilled" ? [index] : []));
  expect(winners).toHaveLength(1);
  for (const outcome of outcomes) if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(InvalidLink);
  expect(await canSignIn(account, `${CHOSEN} ${winners[0]}`)).toBe(true);
  const names = await namesOfEventsAbout(account.id);
  expect(names.filter((name) => name === "password_reset_completed")).toHaveLength(1);
  expect(names.filter((name) => name === "link_rejected")).toHaveLength(39);
  const notices = (await kindsOfEmailsAbout(account.id)).filter(([kind]) => kind === "password-changed");
  expect(notices).toEqual([["password-changed", account.email]]);
});

test.each([
  ["a common one", "sunshine1"],
  ["one too short", "7 signs"],
  ["one too long", "long ".repeat(26)],
  ["the name of the product", "gatehouse"],
])("a rejected password (%s) leaves the link valid", async (_case, password) => {
  const account = await activeAccount();
  const submitted = await resetOf(account);
  const before = await everything();
  for (const rejected of [password, account.email])
    await expect(complete(submitted, rejected)).rejects.toMatchObject({ problems: { password: expect.any(String) } });
  expect(await everything()).toEqual(before);
  await complete(submitted);
  expect(await canSignIn(account, CHOSEN)).toBe(true);
});

test("a link is not accepted for another purpose", async () => {
  const [invited, reset, moving] = [await accountWithoutPassword(), await activeAccount(), await activeAccount()];
  const own = await signedIn(moving);
  const submitted = {
    activation: await activationOf(invited),
    reset: await resetOf(reset),
    move: await emailChangeOf(moving, own),
  };
  const attempts = [
    () => complete(submitted.activation),
    () => complete(submitted.move),
    () => activate(submitted.reset),
    () => activate(submitted.move),
    () => confirmEmailChange(own, submitted.activation),
    () => confirmEmailChange(own, submitted.reset),
  ];
  for (const attempt of attempts) await expect(attempt()).rejects.toBeInstanceOf(InvalidLink);
  for (const link of Object.values(submitted)) expect(await linkState(link)).toBe("valid");
  for (const { id } of [invited, reset, moving]) expect(await namesOfEventsAbout(id)).not.toContain("link_rejected");
});

test("a link is redeemed only for its own purpose", async () => {
  const reset = await resetOf(await activeAccount());
  const redeem = (purpose: LinkPurpose) => transaction((tx) => redeemLink(tx, String(reset.token), purpose));
  expect(await redeem("activation")).toBe(false);
  expect(await redeem("email-change")).toBe(false);
  expect(await redeem("password-reset")).toBe(true);
});

test("an invalid token is rejected", async () => {
  const submitted = await resetOf(await activeAccount());
  const { token } = submitted;
  const invalid = ["", " ", undefined, null, 0, [token], { token }, { $ne: null }, "\0", `${token}\0`, token.slice(1)];
  const similar = [`${token} `, ` ${token}`, `${token}=`, token.toLowerCase(), "x".repeat(1_000_000), "' OR 1=1 --"];
  for (const token of [...invalid, ...similar])
    await expect(complete({ ...submitted, token: token as never })).rejects.toThrow();
  expect(await linkState(submitted)).toBe("valid");
});

test("a form shown for another link changes no account", async () => {
  const [account, other] = [await activeAccount(), await activeAccount()];
  const [submitted, others] = [await resetOf(account), await resetOf(other)];
  const before = await everything();
  for (const linkId of [
    others.linkId,
    other.id,
    account.id,
    "",
    submitted.linkId.toUpperCase(),
    [submitted.linkId],
    {},
  ])
    await expect(complete({ ...submitted, linkId: linkId as never })).rejects.toBeInstanceOf(UserError);
  expect(await everything()).toEqual(before);
  await complete(submitted);
  expect(await canSignIn(other, PASSWORD)).toBe(true);
});

const ISSUE: Record<LinkPurpose, (account: TestAccount) => Promise<FollowedLink>> = {
  activation: activationOf,
  "password-reset": resetOf,
  "email-change": (account) => emailChangeOf(account),
};

test.each([
  ["activation", "activation", "superseded"],
  ["activation", "password-reset", "superseded"],
  ["password-reset", "activation", "superseded"],
  ["password-reset", "password-reset", "superseded"],
  ["email-change", "email-change", "superseded"],
  ["email-change", "password-reset", "valid"],
  ["password-reset", "email-change", "valid"],
] as const)("a link for %s is, after a newer one for %s, %s", async (purpose, newer, state) => {
  const account = await activeAccount();
  const older = await ISSUE[purpose](account);
  const newest = await ISSUE[newer](account);
  expect(await linkState(older)).toBe(state);
  expect(await linkState(newest)).toBe("valid");
});

test("a completed reset leaves other accounts' links valid", async () => {
  const submitted = await resetOf(await activeAccount());
  await complete(await resetOf(await activeAccount()));
  expect(await linkState(submitted)).toBe("valid");
});

async function changeEmailByAdministrator(account: TestAccount): Promise<void> {
  const { id, firstName, lastName, phone } = account;
  const edit = {
    firstName,
    lastName,
    phone,
    email: `moved.${id}@example.com`,
    roles: ["viewer" as const],
    emailNotifications: [],
  };
  await updateAccount(await administrator(), id, edit, { ...account, emailNotifications: [] });
}

test.each([
  [
    "a password change",
    async (account: TestAccount): Promise<void> =>
      void (await changePassword(await signedIn(account), { current: PASSWORD, chosen: CHOSEN }, anonymousSource())),
  ],
  ["an administrator's change of the email", changeEmailByAdministrator],
  [
    "a single-use password",
    async (account: TestAccount): Promise<void> =>
      withEnvironment(
        MAIL_OFF,
        async () => void (await issueSingleUsePassword(await administrator(), account.id, CHOSEN)),
      ),
  ],
] as const)("%s supersedes the account's links", async (_case, change) => {
  const account = await activeAccount();
  const links = [await resetOf(account), await emailChangeOf(account)];
  await change(account);
  for (const link of links) expect(await linkState(link)).toBe("superseded");
});

test("replacing a single-use password supersedes the account's links", async () => {
  const account = await accountWithSingleUsePassword();
  const submitted = await activationOf(account);
  await replaceSingleUsePassword(await signedIn(account), CHOSEN, anonymousSource());
  expect(await linkState(submitted)).toBe("superseded");
});

test("a completed reset supersedes the account's other links", async () => {
  const account = await activeAccount();
  const [move, submitted] = [await emailChangeOf(account), await resetOf(account)];
  await complete(submitted);
  expect([await linkState(move), await linkState(submitted)]).toEqual(["superseded", "used"]);
});

test("a confirmed email change supersedes the account's other links", async () => {
  const account = await activeAccount();
  const own = await signedIn(account);
  const [reset, move] = [await resetOf(account), await emailChangeOf(account, own)];
  await confirmEmailChange(own, move);
  expect([await linkState(reset), await linkState(move)]).toEqual(["superseded", "used"]);
});

test("links of a deleted account are unknown", async () => {
  const account = await activeAccount();
  const submitted = await resetOf(account);
  await deleteAccount(await administrator(), account.id);
  expect(await findLink(submitted.token, "password-reset")).toBeUndefined();
  await expect(complete(submitted)).rejects.toBeInstanceOf(InvalidLink);
});

test("a link is invalid once the account has another email", async () => {
  const account = await activeAccount();
  const submitted = await resetOf(account);
  await transaction((tx) =>
    tx
      .update(accounts)
      .set({ email: `restored.${account.id}@example.com` })
      .where(eq(accounts.id, account.id)),
  );
  await expect(complete(submitted)).rejects.toBeInstanceOf(InvalidLink);
});

test.each([
  ["ten minutes ahead", 600_000],
  ["ten minutes behind", -600_000],
])("links expire by the database's clock while the server's is %s", async (_case, offset) => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + offset });
  const [ends, ended] = [await resetOf(await activeAccount()), await resetOf(await activeAccount())];
  await expireIn(ends, 5);
  await expireIn(ended, -1);
  expect([await linkState(ends), await linkState(ended)]).toEqual(["valid", "expired"]);
  await complete(ends);
  await expect(complete(ended)).rejects.toBeInstanceOf(InvalidLink);
});

test.each([
  ["activation", 24 * 60],
  ["password-reset", 60],
  ["email-change", 60],
] as const)("a link for %s expires after the configured time", async (purpose, minutes) => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 600_000 });
  const account = await activeAccount();
  await ISSUE[purpose](account);
  const [link] = await linksOf(account.id);
  expect(Number(link?.expiresAt) - Number(link?.createdAt)).toBe(minutes * 60_000);
});

test("a link that expires before its form is submitted is rejected", async () => {
  const account = await activeAccount();
  const submitted = await resetOf(account);
  let completing: Promise<unknown> | undefined;
  await asOwner.begin(async (owner) => {
    await owner`SELECT 1 FROM accounts WHERE id = ${account.id} FOR UPDATE`;
    completing = complete(submitted).catch((error) => error);
    await untilWaitingForLock();
    await owner`UPDATE links SET expires_at = now() - interval '1 second' WHERE id = ${submitted.linkId}`;
  });
  expect(await completing).toBeInstanceOf(InvalidLink);
  expect(await canSignIn(account, PASSWORD)).toBe(true);
});

test("finding a link returns its state and changes nothing", async () => {
  const account = await activeAccount();
  const [superseded, used] = [await resetOf(account), await resetOf(account)];
  await complete(used);
  const [valid, expired] = [await resetOf(await activeAccount()), await resetOf(await activeAccount())];
  await expireIn(expired, -1);
  const usedLongAgo = await resetOf(await activeAccount());
  await complete(usedLongAgo);
  await expireIn(usedLongAgo, -1);
  const before = await everything();
  for (let visit = 0; visit < 5; visit++) {
    const states = await Promise.all([valid, used, superseded, expired, usedLongAgo].map(linkState));
    expect(states).toEqual(["valid", "used", "superseded", "expired", "used"]);
  }
  for (const unknown of [undefined, "", "never issued", valid.token.slice(0, -1), valid.linkId])
    expect(await findLink(unknown, "password-reset")).toBeUndefined();
  expect(await findLink(valid.token, "activation")).toBeUndefined();
  expect(await everything()).toEqual(before);
});

test("completing a reset revokes all sessions and is recorded once", async () => {
  const account = await activeAccount();
  await signedIn(account);
  await signedIn(account);
  const submitted = await resetOf(account);
  const { version } = await credentialsNow(account.id);
  const source = anonymousSource();
  await completePasswordReset({ submitted, source }, CHOSEN);

  expect(await sessionsNow(account.id)).toEqual([]);
  expect(await credentialsNow(account.id)).toMatchObject({ version: version + 1, failedAttempts: 0, lockedAt: null });
  expect(await canSignIn(account, PASSWORD)).toBe(false);
  expect(await canSignIn(account, CHOSEN)).toBe(true);
  const completed = (await eventsAbout(account.id)).filter(({ event }) => event === "password_reset_completed");
  expect(completed).toMatchObject([{ actorId: account.id, outcome: "success", address: source.address, changes: [] }]);
});

test("a reset unlocks an account when completed, not when requested", async () => {
  const account = await lockedAccount();
  const submitted = await resetOf(account);
  expect(stateOf(await credentialsNow(account.id))).toBe("LOCKED");
  expect(await canSignIn(account, PASSWORD)).toBe(false);
  await complete(submitted);
  expect(stateOf(await credentialsNow(account.id))).toBe("ACTIVE");
  expect(await canSignIn(account, CHOSEN)).toBe(true);
  const changes = [{ field: "State", from: "LOCKED", to: "ACTIVE" }];
  expect((await eventsAbout(account.id)).find(({ event }) => event === "password_reset_completed")).toMatchObject({
    changes,
  });
});

test("an activation sets the password and the profile", async () => {
  const account = await accountWithoutPassword({ phone: "+33612345678" });
  const submitted = await activationOf(account);
  await activate(submitted);
  expect(await accountNow(account.id)).toMatchObject({ ...NAMES, sortKey: "van dijk zoe", email: account.email });
  expect((await accountNow(account.id))?.searchText).toContain("zoe van dijk");
  expect(await credentialsNow(account.id)).toMatchObject({ activatedAt: expect.any(Date), singleUseExpiresAt: null });
  expect(await sessionsNow(account.id)).toEqual([]);
  expect(await canSignIn(account, CHOSEN)).toBe(true);
  expect((await eventsAbout(account.id))[0]).toMatchObject({
    event: "account_activated",
    actorId: account.id,
    changes: [
      { field: "First Name", from: account.firstName, to: "Zoë" },
      { field: "Last Name", from: account.lastName, to: "van Dijk" },
      { field: "Phone", from: "+33612345678", to: null },
    ],
  });
  await expect(activate(submitted, `${CHOSEN} again`)).rejects.toBeInstanceOf(InvalidLink);
  expect(await canSignIn(account, CHOSEN)).toBe(true);
});

test("a used link is rejected, and the attempt recorded", async () => {
  const account = await activeAccount();
  const submitted = await resetOf(account);
  await complete(submitted);
  const before = await credentialsNow(account.id);
  await expect(complete(submitted, `${CHOSEN} again`)).rejects.toBeInstanceOf(InvalidLink);
  expect(await credentialsNow(account.id)).toEqual(before);
  const rejections = (await eventsAbout(account.id)).filter(({ event }) => event === "link_rejected");
  expect(rejections).toMatchObject([{ outcome: "failure", actorId: null, targetLabel: account.email }]);
});

test("a rejected link of an email change is recorded", async () => {
  const account = await activeAccount();
  const own = await signedIn(account);
  const submitted = await emailChangeOf(account, own);
  await expireIn(submitted, -1);
  await expect(confirmEmailChange(own, submitted)).rejects.toBeInstanceOf(InvalidLink);
  const rejections = (await eventsAbout(account.id)).filter(({ event }) => event === "link_rejected");
  expect(rejections).toMatchObject([{ outcome: "failure", actorId: account.id }]);
});

test.each([
  "UPDATE ON links",
  "UPDATE ON credentials",
  "DELETE ON sessions",
  "INSERT ON audit_events",
  "INSERT ON emails",
  "INSERT ON graphile_worker._private_jobs",
])("a reset fails as a whole when a statement fails (%s)", async (statement) => {
  const account = await lockedAccount();
  await signedIn(account);
  const submitted = await resetOf(account);
  const before = await everything();
  await whileFailing(statement, () => expect(complete(submitted)).rejects.toThrow("P0001"));
  expect(await everything()).toEqual(before);
  await complete(submitted);
  expect(await canSignIn(account, CHOSEN)).toBe(true);
});

test.each(["UPDATE ON accounts", "UPDATE ON credentials", "INSERT ON audit_events"])(
  "an activation fails as a whole when a statement fails (%s)",
  async (statement) => {
    const submitted = await activationOf(await accountWithoutPassword());
    const before = await everything();
    await whileFailing(statement, () => expect(activate(submitted)).rejects.toThrow("P0001"));
    expect(await everything()).toEqual(before);
  },
);

/** Blocks writes to a table until both calls, the second after the first, wait for a lock. */
async function whileBlockingWrites(table: string, first: () => void, second: () => void) {
  await asOwner.begin(async (owner) => {
    await owner`LOCK TABLE ${owner(table)} IN SHARE MODE`;
    first();
    await untilWaitingForLock(1);
    second();
    await untilWaitingForLock(2);
  });
}

test("a sign-in during a reset causes no deadlock", async () => {
  const account = await activeAccount();
  const submitted = await resetOf(account);
  const outcomes: Promise<unknown>[] = [];
  await whileBlockingWrites(
    "audit_events",
    () => outcomes.push(signIn({ email: account.email, password: PASSWORD }, anonymousSource())),
    () => outcomes.push(complete(submitted)),
  );
  await Promise.all(outcomes);
  expect(await sessionsNow(account.id)).toEqual([]);
  expect(await canSignIn(account, CHOSEN)).toBe(true);
});

test("a password change during a reset causes no deadlock", async () => {
  const account = await activeAccount();
  const submitted = await resetOf(account);
  const own = await signedIn(account);
  const outcomes: Promise<unknown>[] = [];
  await whileBlockingWrites(
    "links",
    () => outcomes.push(changePassword(own, { current: PASSWORD, chosen: `${CHOSEN} here` }, anonymousSource())),
    () => outcomes.push(complete(submitted).catch((error) => error)),
  );
  const [changed, rejected] = await Promise.all(outcomes);
  expect(changed).toEqual(expect.any(String));
  expect(rejected).toBeInstanceOf(InvalidLink);
  expect(await canSignIn(account, `${CHOSEN} here`)).toBe(true);
});
