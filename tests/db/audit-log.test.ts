import { beforeAll, expect, test } from "vitest";
import { read, transaction } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit-events.ts";
import type { Actor } from "#lib/access/actor.ts";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { updateAccount } from "#lib/accounts/update-account.ts";
import { ANONYMOUS, LINK_USER, OPERATOR, providerActor } from "#lib/audit/audit-actor.ts";
import { EVENTS, outcomeOf } from "#lib/audit/events.ts";
import { record, unknownIdentity } from "#lib/audit/record.ts";
import { accountHistory } from "#lib/audit-log/account-history.ts";
import { readAuditLogQuery } from "#lib/audit-log/audit-log-query.ts";
import { sentenceText } from "#lib/audit-log/describe-event.ts";
import { exportAuditEvents } from "#lib/audit-log/export-audit-events.ts";
import { listAuditEvents } from "#lib/audit-log/list-audit-events.ts";
import { config } from "#lib/config/index.ts";
import { identifierDigest } from "#lib/crypto/derived-keys.ts";
import { Forbidden } from "#lib/errors.ts";
import { withRequestContext } from "#lib/http/request-context.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { withEnvironment } from "./environment.ts";
import { onTheSide } from "./owner.ts";
import { activeAccount, administrator, anonymousSource, type TestAccount, viewer } from "./people.ts";
import { accountNow } from "./queries.ts";

type Filters = Readonly<Record<string, string>>;

const ADDRESSES = ["203.0.113.7", "2001:db8::7", "2001:db8:0:7::/64", null];
const MINUTE_MS = 60_000;
/** In the past, so that events of the tests are newer. */
const NEWEST = Date.UTC(2026, 0, 31, 12);

let actor: Actor;
let people: TestAccount[];

/** Events of three accounts and of anonymous users, some at the same time, not stored in order. */
beforeAll(async () => {
  actor = await administrator();
  people = await Promise.all([activeAccount(), activeAccount(), activeAccount()]);
  const names = Object.keys(EVENTS) as (keyof typeof EVENTS)[];
  const described = [ANONYMOUS, LINK_USER, OPERATOR];
  const rows = Array.from({ length: 260 }, (_, number) => {
    const event = number % 40 === 39 ? "retired_event" : (names[(number * 7) % 11] ?? "signed_in");
    const by = people[number % 5];
    const on = people[(number >> 2) % 4];
    const isAggregate = !by && !on && number % 2 === 0;
    return {
      at: new Date(NEWEST - ((number * 37) % 100) * MINUTE_MS),
      event,
      outcome: event === "retired_event" ? "failure" : outcomeOf(event as keyof typeof EVENTS),
      actorId: by?.id ?? null,
      actorLabel: by?.email ?? described[number % 3] ?? "",
      targetId: on?.id ?? null,
      targetLabel: on?.email ?? (isAggregate ? null : "unknown link"),
      address: ADDRESSES[(number >> 3) % 4] ?? null,
      unrecordedCount: isAggregate ? number : null,
    };
  });
  await read((db) => db.insert(auditEvents).values(rows));
});

const stored = () => read((db) => db.select().from(auditEvents));

type Row = Awaited<ReturnType<typeof stored>>[number];

const newestFirst = (rows: readonly Row[]) =>
  rows.toSorted((one, other) => Number(other.at) - Number(one.at) || other.id - one.id).map(({ id }) => id);

const page = (filters: Filters) => {
  const request = readAuditLogQuery(filters);
  if (!request || request.problems) throw new Error(`The filter ${JSON.stringify(filters)} was refused.`);
  return listAuditEvents(actor, request.query);
};

const idsOf = (pages: readonly Awaited<ReturnType<typeof page>>[]) =>
  pages.flatMap(({ entries }) => entries.map(({ id }) => id));

async function pagesToOlder(filters: Filters, between = async () => {}) {
  const pages = [await page(filters)];
  for (let after = pages[0]?.older; after; after = pages.at(-1)?.older) {
    await between();
    pages.push(await page({ ...filters, after }));
  }
  return pages;
}

async function pagesToNewer(filters: Filters, last: Awaited<ReturnType<typeof page>>, between = async () => {}) {
  const pages = [last];
  for (let before = last.newer; before; before = pages[0]?.newer) {
    await between();
    pages.unshift(await page({ ...filters, before }));
  }
  return pages;
}

test("paging shows every event once, newest first, in both directions", async () => {
  const expected = newestFirst(await stored());
  const pages = await pagesToOlder({});
  expect(idsOf(pages)).toEqual(expected);
  expect(pages.length).toBe(Math.ceil(expected.length / 25));
  const last = pages.at(-1);
  if (!last) throw new Error("The log is empty.");
  expect(last.older).toBeUndefined();
  expect(pages[0]?.newer).toBeUndefined();
  expect(idsOf(await pagesToNewer({}, last))).toEqual(expected);
});

test("pages neither repeat nor miss events while others are added", async () => {
  const existing = newestFirst(await stored());
  const add = async () => {
    for (const at of [new Date(), new Date(NEWEST - 50 * MINUTE_MS)])
      await read((db) =>
        db.insert(auditEvents).values({ at, event: "signed_in", outcome: "success", actorLabel: ANONYMOUS }),
      );
  };
  const pages = await pagesToOlder({}, add);
  const last = pages.at(-1);
  if (!last) throw new Error("The log is empty.");
  for (const shown of [idsOf(pages), idsOf(await pagesToNewer({}, last, add))]) {
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown.filter((id) => existing.includes(id))).toEqual(existing);
  }
});

const DAY = "2026-01-31";

/** Filters and the rows that they match. */
const matchers = (): [Filters, (row: Row) => boolean][] => [
  [{ from: `${DAY}T11:20` }, ({ at }) => at >= new Date(`${DAY}T11:20:00Z`)],
  [{ to: `${DAY}T11:20` }, ({ at }) => at < new Date(`${DAY}T11:21:00Z`)],
  [{ event: "account_created" }, ({ event }) => event === "account_created"],
  [{ outcome: "failure" }, ({ outcome }) => outcome === "failure"],
  [{ outcome: "success" }, ({ outcome }) => outcome === "success"],
  [{ actor: String(people[0]?.email) }, ({ actorId }) => actorId === people[0]?.id],
  [{ actor: LINK_USER }, ({ actorId, actorLabel }) => actorId === null && actorLabel === LINK_USER],
  [{ account: String(people[1]?.email) }, ({ targetId }) => targetId === people[1]?.id],
  [{ address: "2001:DB8::7" }, ({ address }) => address === "2001:db8::7"],
  [{ address: "2001:db8:0:7::/64" }, ({ address }) => address === "2001:db8:0:7::/64"],
];

/** All combinations of up to three filters for different fields. */
function* combinations(): Generator<[Filters, (row: Row) => boolean]> {
  const all = matchers();
  const nothing: [Filters, (row: Row) => boolean] = [{}, () => true];
  for (const [i, [one, isOne]] of all.entries())
    for (const [j, [other, isOther]] of [nothing, ...all.slice(i + 1)].entries())
      for (const [third, isThird] of j === 0 ? [nothing] : [nothing, ...all.slice(i + 1 + j)]) {
        const filters = { ...one, ...other, ...third };
        const names = [one, other, third].flatMap(Object.keys);
        if (new Set(names).size === names.length) yield [filters, (row) => isOne(row) && isOther(row) && isThird(row)];
      }
}

test("filters match exactly their events, also combined", async () => {
  const rows = await stored();
  let matched = 0;
  for (const [filters, matches] of combinations()) {
    const expected = newestFirst(rows.filter(matches));
    matched += expected.length > 0 ? 1 : 0;
    const pages = await pagesToOlder(filters);
    expect(idsOf(pages), JSON.stringify(filters)).toEqual(expected);
    const last = pages.at(-1);
    if (last?.newer) expect(idsOf(await pagesToNewer(filters, last)), JSON.stringify(filters)).toEqual(expected);
  }
  expect(matched).toBeGreaterThan(60);
});

test("actor, account and address together find a rare event among many", async () => {
  const [many, rare, target] = [await activeAccount(), await activeAccount(), await activeAccount()];
  const address = "198.51.100.77";
  const event = {
    event: "account_updated",
    outcome: "success",
    address,
    targetId: target.id,
    targetLabel: target.email,
  };
  const by = ({ id, email }: TestAccount, at: Date) => ({ ...event, at, actorId: id, actorLabel: email });
  const newer = Array.from({ length: 60 }, () => by(many, new Date(NEWEST)));
  await read((db) => db.insert(auditEvents).values([by(rare, new Date(NEWEST - MINUTE_MS)), ...newer]));
  const { entries, older } = await page({ actor: rare.email, account: target.email, address });
  expect([entries.length, older]).toEqual([1, undefined]);
});

test("a filter without matches has an empty page", async () => {
  for (const name of ["account", "actor"])
    expect(await page({ [name]: "nobody@example.com" })).toEqual({ entries: [], newer: undefined, older: undefined });
  expect(await page({ address: "192.0.2.99" })).toEqual({ entries: [], newer: undefined, older: undefined });
});

async function renamedAccount(): Promise<{ id: string; before: string; after: string }> {
  const { id, email: before } = await activeAccount();
  const current = await accountNow(id);
  if (!current) throw new Error("The account is gone.");
  const after = `new.${before}`;
  const { firstName, lastName, phone } = current;
  const edit = { firstName, lastName, phone, roles: ["viewer" as const], emailNotifications: [] };
  await transaction((tx) => record(tx, { event: "account_created", by: actor, on: { id, email: before } }));
  await updateAccount(actor, id, { ...edit, email: after }, current);
  await signIn({ email: after, password: "wrong guess" }, anonymousSource());
  return { id, before, after };
}

test("an account is found by old and new email, even when deleted", async () => {
  const { id, before, after } = await renamedAccount();
  const texts = async (account: string) =>
    (await page({ account })).entries.map(({ sentence }) => sentenceText(sentence));
  const expected = [
    `An anonymous user failed to sign in as ${after}`,
    `${actor.email} updated the account ${after}`,
    `${actor.email} created the account ${before}`,
  ];
  expect(await texts(before)).toEqual(expected);
  expect(await texts(after)).toEqual(expected);
  const linked = (await page({ account: after })).entries.flatMap(({ sentence }) => sentence);
  expect(linked).toContainEqual({ id, label: after });

  await deleteAccount(actor, id);
  expect(await texts(before)).toEqual([`${actor.email} deleted the account ${after}`, ...expected]);
  const [deletion] = (await page({ account: after })).entries;
  expect(deletion?.sentence).toEqual([
    { id: actor.id, label: actor.email },
    " deleted the account ",
    { id: null, label: after },
  ]);
});

test("an actor is found by an old email", async () => {
  const { id, before, after } = await renamedAccount();
  await transaction((tx) => record(tx, { event: "signed_out", by: { id, email: after, address: null } }));
  const [entry] = (await page({ actor: before })).entries;
  expect(sentenceText(entry?.sentence ?? [])).toBe(`${after} signed out`);
});

test("attempts on an unknown email are found by it, also after secret rotation", async () => {
  const email = "never.had.an.account@example.com";
  await signIn({ email: email.toUpperCase(), password: "wrong guess" }, anonymousSource());
  const [secret = ""] = config().authSecrets;
  const found = async () => (await page({ account: email })).entries.map(({ sentence }) => sentenceText(sentence));
  const expected = [expect.stringMatching(/^An anonymous user failed to sign in as unknown email #[\w-]{22}$/)];
  expect(await found()).toEqual(expected);
  await withEnvironment({ AUTH_SECRET: `kV3mQ8xT1zL6nB9cW4rJ7yH2dF5gS0pAeUiOaYt1w,${secret}` }, async () => {
    expect(await found()).toEqual(expected);
  });
});

test("a federated user without an account is found by email", async () => {
  const email = "sent.by.the.provider@example.com";
  const onLabel = unknownIdentity(identifierDigest(email));
  await transaction((tx) => record(tx, { event: "sign_in_failed", by: providerActor(null), onLabel }));
  expect((await page({ account: email })).entries).toMatchObject([{ outcome: "failure" }]);
});

test("an aggregate shows its count and source", async () => {
  const event = { event: "link_rejected", outcome: "failure", actorLabel: ANONYMOUS, unrecordedCount: 12_000 };
  await read((db) => db.insert(auditEvents).values([event, { ...event, address: "2001:db8:56:100::/56" }]));
  const [aggregate] = (await page({ address: "2001:db8:56:1ff::/56" })).entries;
  expect(aggregate).toMatchObject({
    sentence: ["Link rejected: 12,000 more"],
    address: "2001:db8:56:100::/56",
    isAggregate: true,
  });
  expect((await page({})).entries).toContainEqual(expect.objectContaining({ address: null, isAggregate: true }));
});

test("the history of an account has its newest events", async () => {
  const [account] = people;
  const expected = newestFirst((await stored()).filter(({ targetId }) => targetId === account?.id)).slice(0, 25);
  expect(expected.length).toBe(25);
  expect((await accountHistory(actor, String(account?.id).toUpperCase())).map(({ id }) => id)).toEqual(expected);
});

const exported = async (filters: Filters): Promise<string[]> => {
  const request = readAuditLogQuery(filters);
  if (!request || request.problems) throw new Error("The filter was refused.");
  let file = "";
  for await (const text of await exportAuditEvents(actor, request.query, request.typed)) file += text;
  return file.split("\r\n");
};

test("an export has every event once and in order", async () => {
  const address = "198.51.100.99";
  await onTheSide`
    INSERT INTO audit_events (at, event, outcome, actor_label, target_label, address)
    SELECT timestamptz '2026-01-01' + n / 3 * interval '1 second', 'link_rejected', 'failure', 'someone', n, ${address}
    FROM generate_series(1, 2500) AS n`;
  const [header, ...lines] = await exported({ address });
  expect(header).toBe("Time,Event,Description,Outcome,Actor,Account,Changes,Source address,Unrecorded");
  expect(lines.pop()).toBe("");
  const numbers = Array.from({ length: 2500 }, (_, index) => 2500 - index);
  expect(lines).toEqual(
    numbers.map((number) => {
      const at = new Date(Date.UTC(2026, 0, 1) + Math.floor(number / 3) * 1000).toISOString();
      return `${at},link_rejected,Someone used an invalid link: ${number},failure,someone,${number},,${address},`;
    }),
  );
});

test("an export is recorded with its filters", async () => {
  await exported({ event: "account_created", actor: OPERATOR });
  const [entry] = (await page({ event: "audit_log_exported" })).entries;
  expect(entry).toMatchObject({
    sentence: [{ id: actor.id, label: actor.email }, " exported the audit log"],
    changes: [
      { field: "event", from: null, to: "account_created" },
      { field: "actor", from: null, to: OPERATOR },
    ],
  });
});

test("an export continues beyond the time limit of its request", async () => {
  const context = { peerAddress: null, databaseMsLeft: undefined as number | undefined };
  await withRequestContext(context, async () => {
    const texts = await exportAuditEvents(actor, {}, {});
    context.databaseMsLeft = 0;
    const [header, first] = [await texts.next(), await texts.next()];
    expect([header.done, first.done]).toEqual([false, false]);
    await texts.return(undefined);
  });
});

test("only administrators can read or export the audit log", async () => {
  const user = await viewer();
  await expect(listAuditEvents(user, {})).rejects.toBeInstanceOf(Forbidden);
  await expect(exportAuditEvents(user, {}, {})).rejects.toBeInstanceOf(Forbidden);
  const { entries } = await page({ actor: user.email });
  expect(entries.map(({ sentence }) => sentenceText(sentence))).toEqual([
    `${user.email} was denied access`,
    `${user.email} was denied access`,
  ]);
});
