import { eq, sql } from "drizzle-orm";
import { afterEach, expect, test, vi } from "vitest";
import { transaction } from "#db/client.ts";
import { links } from "#db/schema/links.ts";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { editAccount } from "#lib/accounts/edit-account.ts";
import { resetPassword } from "#lib/accounts/reset-password.ts";
import { stateOf } from "#lib/accounts/state.ts";
import { completeEnvironment } from "#lib/config.ts";
import { findLink } from "#lib/links/find-link.ts";
import { issueLink } from "#lib/links/issue-link.ts";
import { LinkClosed } from "#lib/links/link-closed.ts";
import { openSecret } from "#lib/links/link-secret.ts";
import type { LinkPurpose } from "#lib/links/purposes.ts";
import { Refusal } from "#lib/refusal.ts";
import { activateAccount } from "#lib/signin/activate-account.ts";
import { changePassword } from "#lib/signin/change-password.ts";
import { completeReset } from "#lib/signin/complete-reset.ts";
import { signIn } from "#lib/signin/sign-in.ts";
import { withEnvironment } from "./environment.ts";
import {
  accountNow,
  credentialsNow,
  eventsAbout,
  everything,
  kindsOfMailsAbout,
  linksOf,
  namesOfEventsAbout,
  sessionsNow,
} from "./looking.ts";
import { MAIL_OFF, MAIL_ON } from "./outgoing-mail.ts";
import { onTheSide, whileFailing } from "./owner.ts";
import {
  accountWithoutPassword,
  activeAccount,
  administrator,
  lockedAccount,
  PASSWORD,
  signedIn,
  stranger,
  type TestAccount,
} from "./people.ts";

completeEnvironment(MAIL_ON);

afterEach(() => vi.useRealTimers());

const CHOSEN = "my very own secret";

const PURPOSES: readonly LinkPurpose[] = ["activation", "password-reset", "email-change"];

type Held = Readonly<{ secret: string; shownId: string }>;

/** What a browser holds that has opened a link mailed to somebody. */
async function opened({ id, email }: TestAccount, purpose: LinkPurpose = "password-reset"): Promise<Held> {
  const { linkId, sealedSecret } = await transaction((tx) =>
    issueLink(tx, { purpose, accountId: id, email, minutes: 60 }),
  );
  return { secret: String(openSecret(sealedSecret)), shownId: linkId };
}

type Completion = Readonly<{ secret: string | undefined; shownId: string }>;

const reset = (held: Completion, password = CHOSEN) => completeReset({ held, source: stranger() }, password);

const activate = (held: Completion, { firstName, lastName, phone }: TestAccount, password = CHOSEN) =>
  activateAccount({ held, source: stranger() }, { firstName, lastName, phone, password });

const stateOfLink = async ({ secret }: Held) => (await findLink(secret, ...PURPOSES))?.state;

const signsIn = async ({ email }: TestAccount, password: string) =>
  (await signIn({ email, password }, stranger())).signedIn;

/** Moves the end of a link to so many seconds from now, by the database's clock. */
const endIn = (seconds: number, { shownId }: Held) =>
  transaction((tx) =>
    tx
      .update(links)
      .set({ expiresAt: sql`now() + make_interval(secs => ${seconds})` })
      .where(eq(links.id, shownId)),
  );

test("of 40 who complete a link at once one succeeds, and its password is the account's", async () => {
  const account = await activeAccount();
  const held = await opened(account);
  const passwords = Array.from({ length: 40 }, (_, turn) => `secret of racer number ${turn}`);
  const outcomes = await Promise.allSettled(passwords.map((password) => reset(held, password)));
  const winners = passwords.filter((_, turn) => outcomes[turn]?.status === "fulfilled");
  const losers = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  expect(winners).toHaveLength(1);
  for (const reason of losers) expect(reason).toBeInstanceOf(LinkClosed);
  expect(await signsIn(account, String(winners[0]))).toBe(true);
  const names = await namesOfEventsAbout(account.id);
  expect(names.filter((name) => name === "password_reset_completed")).toHaveLength(1);
  expect(await kindsOfMailsAbout(account.id)).toEqual([["password-changed", account.email]]);
});

test.each(["short", "            "])("a refused password (%s) leaves the link and all else as it was", async (weak) => {
  const account = await activeAccount();
  const held = await opened(account);
  const before = await everything();
  await expect(reset(held, weak)).rejects.toMatchObject({ problems: { password: expect.any(String) } });
  expect(await everything()).toEqual(before);
  await reset(held);
  expect(await signsIn(account, CHOSEN)).toBe(true);
});

test("a password that holds the mailbox's name is refused, and the link goes on working", async () => {
  const account = await activeAccount();
  const held = await opened(account);
  await expect(reset(held, account.email)).rejects.toBeInstanceOf(Refusal);
  expect(await stateOfLink(held)).toBe("open");
});

test("a link is good for its own purpose alone", async () => {
  const [newcomer, forgetful, moving] = [await accountWithoutPassword(), await activeAccount(), await activeAccount()];
  const activation = await opened(newcomer, "activation");
  const forReset = await opened(forgetful);
  const forEmail = await opened(moving, "email-change");
  const before = await Promise.all([newcomer, forgetful, moving].map(({ id }) => credentialsNow(id)));
  await expect(reset(activation)).rejects.toBeInstanceOf(LinkClosed);
  await expect(activate(forReset, forgetful)).rejects.toBeInstanceOf(LinkClosed);
  await expect(reset(forEmail)).rejects.toBeInstanceOf(LinkClosed);
  await expect(activate(forEmail, moving)).rejects.toBeInstanceOf(LinkClosed);
  expect(await Promise.all([newcomer, forgetful, moving].map(({ id }) => credentialsNow(id)))).toEqual(before);
  expect(await findLink(activation.secret, "password-reset")).toBeUndefined();
  for (const held of [activation, forReset, forEmail]) expect(await stateOfLink(held)).toBe("open");
});

test.each<[string, string | undefined]>([
  ["nothing", undefined],
  ["the empty text", ""],
  ["the word null", "null"],
  ["a secret of the right length", "a".repeat(43)],
  ["a secret of 10,000 characters", "a".repeat(10_000)],
])("what was never given out (%s) opens nothing", async (_what, secret) => {
  const account = await activeAccount();
  const { shownId } = await opened(account);
  const before = await credentialsNow(account.id);
  await expect(reset({ secret, shownId })).rejects.toBeInstanceOf(LinkClosed);
  await expect(activate({ secret, shownId }, account)).rejects.toBeInstanceOf(LinkClosed);
  expect(await findLink(secret, ...PURPOSES)).toBeUndefined();
  expect(await credentialsNow(account.id)).toEqual(before);
});

test.each([
  ["password-reset", "password-reset"],
  ["activation", "activation"],
  ["activation", "password-reset"],
  ["password-reset", "activation"],
  ["email-change", "email-change"],
] as const)("an older %s link ends with a newer %s link", async (older, newer) => {
  const account = await activeAccount();
  const [first, second] = [await opened(account, older), await opened(account, newer)];
  expect(await stateOfLink(first)).toBe("replaced");
  expect(await stateOfLink(second)).toBe("open");
});

test("a new address to confirm and a new password are asked for side by side, and nobody else's links end", async () => {
  const [account, other] = [await activeAccount(), await activeAccount()];
  const held = [await opened(account, "email-change"), await opened(account), await opened(other)];
  for (const link of held) expect(await stateOfLink(link)).toBe("open");
});

async function moveAway({ id }: TestAccount) {
  const seen = await accountNow(id);
  if (!seen) throw new Error("The account is gone.");
  const { firstName, lastName, phone } = seen;
  const edit = { firstName, lastName, phone, roles: ["viewer" as const], emailNotifications: [] };
  await editAccount(await administrator(), id, { ...edit, email: `moved.${seen.email}` }, seen);
}

test.each<[string, (account: TestAccount) => Promise<unknown>]>([
  ["an administrator changes the e-mail", moveAway],
  [
    "the password is changed",
    async (account) => changePassword(await signedIn(account), { current: PASSWORD, chosen: CHOSEN }, stranger()),
  ],
  [
    "the password is reset by hand",
    async ({ id }) => {
      const admin = await administrator();
      await withEnvironment(MAIL_OFF, () => resetPassword(admin, id, "handed over by hand"));
    },
  ],
  ["the password is reset by mail", async (account) => reset(await opened(account))],
])("every open link of an account ends when %s", async (_what, change) => {
  const account = await activeAccount();
  const held = [await opened(account), await opened(account, "email-change")] as const;
  await change(account);
  for (const link of held) expect(await stateOfLink(link)).toBe("replaced");
  await expect(reset(held[0], "another secret of mine")).rejects.toBeInstanceOf(LinkClosed);
});

test("a deleted account's links are unknown", async () => {
  const account = await activeAccount();
  const held = await opened(account);
  await deleteAccount(await administrator(), account.id);
  expect(await linksOf(account.id)).toEqual([]);
  expect(await stateOfLink(held)).toBeUndefined();
  await expect(reset(held)).rejects.toBeInstanceOf(LinkClosed);
});

test.each([10, -10])("a link ends by the database's clock, with the server's %i minutes off", async (minutes) => {
  const [early, late] = [await activeAccount(), await activeAccount()];
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + minutes * 60_000 });
  const [open, expired] = [await opened(early), await opened(late)];
  const [stored] = await onTheSide`
    SELECT expires_at - created_at = interval '60 minutes' AS full,
      abs(extract(epoch FROM created_at - now())) < 30 AS now FROM links WHERE id = ${open.shownId}`;
  expect(stored).toEqual({ full: true, now: true });
  await endIn(30, open);
  await endIn(-1, expired);
  await reset(open);
  await expect(reset(expired)).rejects.toBeInstanceOf(LinkClosed);
  expect([await stateOfLink(open), await stateOfLink(expired)]).toEqual(["used", "expired"]);
});

test("a link that expires while its password is hashed is refused", async () => {
  const account = await activeAccount();
  const held = await opened(account);
  let pending: Promise<void> | undefined;
  await onTheSide.begin(async (side) => {
    await side`SELECT 1 FROM accounts WHERE id = ${account.id} FOR UPDATE`;
    pending = reset(held);
    pending.catch(() => {});
    await side`UPDATE links SET expires_at = now() - interval '1 second' WHERE id = ${held.shownId}`;
  });
  await expect(pending).rejects.toBeInstanceOf(LinkClosed);
  expect(await signsIn(account, PASSWORD)).toBe(true);
});

test("whose password it sets follows from the link alone: a form shown for another link changes nobody", async () => {
  const [own, other] = [await activeAccount(), await activeAccount()];
  const [held, others] = [await opened(own), await opened(other)];
  const before = await everything();
  for (const shownId of [others.shownId, "", own.id, other.id])
    await expect(reset({ secret: held.secret, shownId })).rejects.toBeInstanceOf(Refusal);
  expect(await everything()).toEqual(before);
});

test("a completed reset signs nobody in, and ends every session and the old password", async () => {
  const account = await activeAccount();
  await signedIn(account);
  await signedIn(account);
  await reset(await opened(account));
  expect(await sessionsNow(account.id)).toEqual([]);
  expect(await signsIn(account, PASSWORD)).toBe(false);
  expect(await signsIn(account, CHOSEN)).toBe(true);
});

test("a locked account stays so until its link is completed, and is active then", async () => {
  const account = await lockedAccount();
  const held = await opened(account);
  expect(stateOf(await credentialsNow(account.id))).toBe("LOCKED");
  await reset(held);
  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: 0, lockedAt: null });
  expect(await eventsAbout(account.id)).toMatchObject([
    { event: "password_reset_completed", changes: [{ field: "State", from: "LOCKED", to: "ACTIVE" }] },
  ]);
  expect(await signsIn(account, CHOSEN)).toBe(true);
});

test.each([
  "UPDATE ON links",
  "UPDATE ON credentials",
  "DELETE ON sessions",
  "INSERT ON audit_events",
  "INSERT ON mails",
  "INSERT ON graphile_worker._private_jobs",
])("a reset of which a statement fails (%s) leaves everything as it was", async (statement) => {
  const account = await activeAccount();
  await signedIn(account);
  const held = await opened(account);
  const before = await everything();
  await whileFailing(statement, () => expect(reset(held)).rejects.toThrow("P0001"));
  expect(await everything()).toEqual(before);
});

test("an activation whose names cannot be stored leaves everything as it was", async () => {
  const account = await accountWithoutPassword();
  const held = await opened(account, "activation");
  const before = await everything();
  await whileFailing("UPDATE ON accounts", () => expect(activate(held, account)).rejects.toThrow("P0001"));
  expect(await everything()).toEqual(before);
});

test("used, replaced, expired, open and unknown links are told apart, and looking at them changes nothing", async () => {
  const held = [];
  for (let turn = 0; turn < 4; turn++) held.push(await opened(await activeAccount()));
  const [used, replaced, expired, open] = held as [Held, Held, Held, Held];
  await reset(used);
  await transaction((tx) => tx.update(links).set({ replacedAt: sql`now()` }).where(eq(links.id, replaced.shownId)));
  await endIn(-1, expired);
  const before = await everything();
  for (let turn = 0; turn < 5; turn++) {
    const found = await Promise.all(held.map(stateOfLink));
    expect(found).toEqual(["used", "replaced", "expired", "open"]);
  }
  expect(await findLink(open.secret.toUpperCase(), "password-reset")).toBeUndefined();
  expect(await everything()).toEqual(before);
});

test("a refused link is recorded once, about the account it was for", async () => {
  const account = await activeAccount();
  const held = await opened(account);
  await endIn(-1, held);
  const source = stranger();
  await expect(completeReset({ held, source }, CHOSEN)).rejects.toBeInstanceOf(LinkClosed);
  const events = await eventsAbout(account.id);
  expect(events).toMatchObject([
    { event: "link_refused", outcome: "failure", actorId: null, targetLabel: account.email },
  ]);
});

test("who activates an account corrects their names and phone, and they are found by them", async () => {
  const account = await accountWithoutPassword();
  const held = await opened(account, "activation");
  const profile = { firstName: "Corrected", lastName: "Zyxwvut", phone: "+4930123456" };
  await activateAccount({ held, source: stranger() }, { ...profile, password: CHOSEN });
  expect(await accountNow(account.id)).toMatchObject({
    ...profile,
    email: account.email,
    roles: account.roles,
    searchText: expect.stringContaining("zyxwvut"),
  });
  expect(await credentialsNow(account.id)).toMatchObject({ activatedAt: expect.any(Date), singleUseExpiresAt: null });
  expect(await eventsAbout(account.id)).toMatchObject([
    {
      event: "account_activated",
      actorId: account.id,
      changes: expect.arrayContaining([{ field: "First Name", from: account.firstName, to: "Corrected" }]),
    },
  ]);
  expect(await sessionsNow(account.id)).toEqual([]);
  expect(await signsIn(account, CHOSEN)).toBe(true);
  await expect(activate(held, account, "another secret of mine")).rejects.toBeInstanceOf(LinkClosed);
});
