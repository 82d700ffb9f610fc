import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { type Transaction, transaction } from "#db/client.ts";
import { recordAggregates } from "#lib/audit/anonymous-limits.ts";
import { anonymousActor } from "#lib/audit/audit-actor.ts";
import { purgeAnonymousEvents } from "#lib/audit/audit-maintenance.ts";
import type { EventName } from "#lib/audit/events.ts";
import { record } from "#lib/audit/record.ts";
import { InvalidLink } from "#lib/links/link.ts";
import { completePasswordReset } from "#lib/recovery/complete-password-reset.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { withEnvironment } from "./environment.ts";
import { asOwner, onTheSide, whileFailing } from "./owner.ts";
import { activeAccount, anonymousSource, viewer } from "./people.ts";
import { namesOfEventsAbout } from "./queries.ts";

const RECORDED_PER_SOURCE = 14;
const RECORDED_IN_TOTAL = 300;

type AddressOf = (index: number) => string | null;

async function recordIn(tx: Transaction, count: number, event: EventName, addressOf: AddressOf): Promise<void> {
  for (let index = 0; index < count; index++)
    await record(tx, { event, by: anonymousActor(addressOf(index)), onLabel: "nobody" });
}

/** Records anonymous events in one transaction, and so at one time. */
const recordEvents = (count: number, event: EventName, addressOf: AddressOf) =>
  transaction((tx) => recordIn(tx, count, event, addressOf));

const oneSource = (): AddressOf => {
  const { address } = anonymousSource();
  return () => address;
};

/** Moves all windows into the past and records their aggregates. */
async function endWindows(): Promise<void> {
  await onTheSide`UPDATE anonymous_event_counts SET window_start = window_start - interval '1 day'`;
  await recordAggregates();
}

type Aggregate = Readonly<{ address: string | null; unrecorded: number }>;

/** The events that concern no account recorded during `work`: the number of single ones, and the aggregates. */
async function recordedDuring(work: () => Promise<unknown>): Promise<{ single: number; aggregates: Aggregate[] }> {
  await endWindows();
  const [newest] = await onTheSide<{ id: number }[]>`SELECT coalesce(max(id), 0)::int AS id FROM audit_events`;
  await work();
  await endWindows();
  const rows = await onTheSide<{ address: string | null; unrecorded: number | null }[]>`
    SELECT address, unrecorded_count AS unrecorded FROM audit_events
    WHERE id > ${Number(newest?.id)} AND actor_id IS NULL AND target_id IS NULL ORDER BY id`;
  const aggregates = rows.flatMap(({ address, unrecorded }) => (unrecorded === null ? [] : [{ address, unrecorded }]));
  return { single: rows.length - aggregates.length, aggregates };
}

const total = ({ single, aggregates }: { single: number; aggregates: readonly Aggregate[] }) =>
  aggregates.reduce((count, { unrecorded }) => count + unrecorded, single);

test("1,500 invalid links from one source leave at most 30 rows", async () => {
  const recorded = await recordedDuring(async () => {
    for (let turn = 0; turn < 150; turn++) {
      const attempts = Array.from({ length: 10 }, (_, index) => {
        const source = { address: `2001:db8:1:1::${turn}:${index}`, userAgent: null };
        return completePasswordReset({ submitted: { token: randomUUID(), linkId: "" }, source }, "my very own secret");
      });
      for (const outcome of await Promise.allSettled(attempts))
        expect(outcome).toMatchObject({ reason: expect.any(InvalidLink) });
    }
  });
  expect(recorded.single + recorded.aggregates.length).toBeLessThanOrEqual(30);
  for (const { address } of recorded.aggregates) expect(address).toBe("2001:db8:1:1::/64");
  expect(total(recorded)).toBe(1500);
});

test("an aggregate has its event, outcome, source, count and end time", async () => {
  const address = "203.0.113.7";
  await recordEvents(RECORDED_PER_SOURCE + 12, "link_rejected", () => address);
  await onTheSide`UPDATE anonymous_event_counts SET window_start = '2026-01-01T00:15:00Z' WHERE source = ${address}`;
  await recordAggregates();
  const [row] = await onTheSide`SELECT * FROM audit_events WHERE address = ${address} ORDER BY id DESC LIMIT 1`;
  expect(row).toMatchObject({
    event: "link_rejected",
    outcome: "failure",
    actor_label: "an anonymous user",
    address,
    unrecorded_count: 12,
    at: new Date("2026-01-01T00:30:00Z"),
  });
});

test("events are limited separately by type and source", async () => {
  const [first, second] = [oneSource(), oneSource()];
  const recorded = await recordedDuring(async () => {
    await recordEvents(20, "link_rejected", first);
    await recordEvents(20, "sign_in_failed", first);
    await recordEvents(20, "link_rejected", second);
  });
  expect(recorded.single).toBe(3 * RECORDED_PER_SOURCE);
  expect(recorded.aggregates.map(({ unrecorded }) => unrecorded)).toEqual([6, 6, 6]);
});

const hex = (value: number) => value.toString(16).padStart(2, "0");

test.each<[string, number, AddressOf]>([
  ["2001:db8:56:100::/56", 28, (index) => `2001:db8:56:1${hex(index % 100)}::1`],
  ["2001:db8:48::/48", 56, (index) => `2001:db8:48:${hex(index % 100)}00::1`],
])("%s records at most %d single events", async (network, maximum, addressOf) => {
  const recorded = await recordedDuring(() => recordEvents(200, "link_rejected", addressOf));
  expect(recorded).toEqual({ single: maximum, aggregates: [{ address: network, unrecorded: 200 - maximum }] });
});

test("the widest exceeded network has the aggregate", async () => {
  // One network exceeds its own limit, then others exceed that of their /48.
  const addressOf: AddressOf = (index) => `2001:db8:49:${hex(index % 2 === 0 ? 0 : index)}00::1`;
  const { single, aggregates } = await recordedDuring(() => recordEvents(200, "link_rejected", addressOf));
  expect(single).toBe(56);
  expect(new Map(aggregates.map(({ address, unrecorded }) => [address, unrecorded]))).toEqual(
    new Map([
      ["2001:db8:49::/64", 28],
      ["2001:db8:49::/48", 116],
    ]),
  );
});

test.each<[string, AddressOf]>([
  ["many networks", (index) => `2001:db8:${(0x1000 + index).toString(16)}::1`],
  ["unknown addresses", () => null],
])("%s record at most 300 single events in total", async (_name, addressOf) => {
  const recorded = await recordedDuring(() => recordEvents(400, "link_rejected", addressOf));
  expect(recorded).toEqual({ single: RECORDED_IN_TOTAL, aggregates: [{ address: null, unrecorded: 100 }] });
});

test("concurrent events do not exceed the limit", async () => {
  const addressOf = oneSource();
  const recorded = await recordedDuring(() =>
    Promise.all(Array.from({ length: 60 }, () => recordEvents(1, "link_rejected", addressOf))),
  );
  expect(total(recorded)).toBe(60);
  const windows = await onTheSide<{ single: number }[]>`
    SELECT count(*)::int AS single FROM audit_events WHERE address = ${addressOf(0)} AND unrecorded_count IS NULL
    GROUP BY date_bin('15 minutes', at, 'epoch')`;
  for (const { single } of windows) expect(single).toBeLessThanOrEqual(RECORDED_PER_SOURCE);
});

test("an event that is rolled back is not counted", async () => {
  const recorded = await recordedDuring(async () => {
    const addressOf = oneSource();
    const rolledBack = transaction(async (tx) => {
      await recordIn(tx, 20, "link_rejected", addressOf);
      throw new Error("rolled back");
    });
    await expect(rolledBack).rejects.toThrow("rolled back");
    await recordEvents(RECORDED_PER_SOURCE, "link_rejected", addressOf);
  });
  expect(recorded).toEqual({ single: RECORDED_PER_SOURCE, aggregates: [] });
});

test("events about an account are always recorded", async () => {
  const source = anonymousSource();
  await recordEvents(50, "sign_in_failed", () => source.address);
  const account = await activeAccount();
  const lockAfter = 30;
  await withEnvironment({ LOCK_AFTER: String(lockAfter) }, async () => {
    for (let turn = 0; turn < lockAfter; turn++)
      await signIn({ email: account.email, password: "wrong guess" }, source);
  });
  const failures = Array.from({ length: lockAfter }, () => "sign_in_failed");
  expect(await namesOfEventsAbout(account.id)).toEqual([...failures, "account_locked"]);
});

test("events of an account are always recorded", async () => {
  const actor = await viewer();
  const changes = [{ field: "Segregation", from: "on", to: "off" }];
  for (let turn = 0; turn < 30; turn++)
    await transaction((tx) => record(tx, { event: "segregation_changed", by: actor, changes }));
  const rows = await onTheSide`SELECT 1 FROM audit_events WHERE actor_id = ${actor.id} AND unrecorded_count IS NULL`;
  expect(rows).toHaveLength(30);
});

test("the database rejects an aggregate about an account", async () => {
  const insert = (column: "actor_id" | "target_id") => onTheSide`
    INSERT INTO audit_events ${onTheSide({ event: "link_rejected", outcome: "failure", actor_label: "", unrecorded_count: 2, [column]: randomUUID() })}`;
  for (const column of ["actor_id", "target_id"] as const)
    await expect(insert(column)).rejects.toMatchObject({ code: "23514" });
});

test("a window is aggregated once it has passed", async () => {
  await endWindows();
  await recordEvents(20, "link_rejected", oneSource());
  const counted = () => onTheSide`SELECT aggregated FROM anonymous_event_counts WHERE aggregated > 0`;
  await onTheSide`UPDATE anonymous_event_counts SET window_start = now() - interval '15 minutes'`;
  await recordAggregates();
  expect(await counted()).toEqual([{ aggregated: 6 }]);
  await onTheSide`UPDATE anonymous_event_counts SET window_start = now() - interval '17 minutes'`;
  await recordAggregates();
  expect(await counted()).toEqual([]);
});

test("concurrent processes record each aggregate once", async () => {
  const recorded = await recordedDuring(async () => {
    for (let source = 0; source < 20; source++) await recordEvents(20, "link_rejected", oneSource());
    await onTheSide`UPDATE anonymous_event_counts SET window_start = window_start - interval '1 day'`;
    await Promise.all(Array.from({ length: 5 }, recordAggregates));
  });
  expect(recorded.aggregates.filter(({ address }) => address !== null).map(({ unrecorded }) => unrecorded)).toEqual(
    Array.from({ length: 20 }, () => 6),
  );
  expect(total(recorded)).toBe(400);
});

test("recording aggregates does not wait for other processes", async () => {
  const recorded = await recordedDuring(async () => {
    await recordEvents(20, "link_rejected", oneSource());
    await onTheSide`UPDATE anonymous_event_counts SET window_start = window_start - interval '1 day'`;
    await onTheSide.begin(async (other) => {
      // Waiting for this transaction would make it fail.
      await other`SET LOCAL idle_in_transaction_session_timeout = '10s'`;
      await other`SELECT FROM anonymous_event_counts FOR UPDATE`;
      await recordAggregates();
    });
  });
  expect(total(recorded)).toBe(20);
});

test("an aggregate that cannot be recorded is kept", async () => {
  const recorded = await recordedDuring(async () => {
    await recordEvents(20, "link_rejected", oneSource());
    await onTheSide`UPDATE anonymous_event_counts SET window_start = window_start - interval '1 day'`;
    await whileFailing("INSERT ON audit_events", () => expect(recordAggregates()).rejects.toThrow("P0001"));
  });
  expect(total(recorded)).toBe(20);
});

type Event = Readonly<{ days: number; actor?: boolean; target?: boolean }>;

async function addEvents(...events: readonly Event[]): Promise<number[]> {
  const rows = events.map(({ days, actor, target }) => ({
    at: new Date(Date.now() - days * 86_400_000),
    event: "link_rejected",
    outcome: "failure",
    actor_label: "old",
    actor_id: actor ? randomUUID() : null,
    target_id: target ? randomUUID() : null,
  }));
  const added = await onTheSide`INSERT INTO audit_events ${onTheSide(rows)} RETURNING id::int`;
  return added.map(({ id }) => id);
}

const remaining = async (ids: readonly number[]) => {
  const rows = await onTheSide`SELECT id::int FROM audit_events WHERE id = ANY(${[...ids]}) ORDER BY id`;
  return rows.map(({ id }) => id);
};

test("only anonymous events are purged after 90 days", async () => {
  const ids = await addEvents(
    { days: 91 },
    { days: 89 },
    { days: 9000, actor: true },
    { days: 9000, target: true },
    { days: 9000, actor: true, target: true },
  );
  await purgeAnonymousEvents();
  expect(await remaining(ids)).toEqual(ids.slice(1));
});

test("the retention of anonymous events can be configured", async () => {
  const ids = await addEvents({ days: 1.1 }, { days: 0.9 });
  await withEnvironment({ ANONYMOUS_EVENT_DAYS: "1" }, purgeAnonymousEvents);
  expect(await remaining(ids)).toEqual(ids.slice(1));
});

test("old events are purged in batches, by one process at a time", async () => {
  const count = async () => {
    const [row] = await onTheSide`SELECT count(*)::int AS count FROM audit_events WHERE actor_label = 'batch'`;
    return row?.count;
  };
  await onTheSide`INSERT INTO audit_events (at, event, outcome, actor_label)
    SELECT now() - interval '100 days', 'link_rejected', 'failure', 'batch' FROM generate_series(1, 2500)`;
  await purgeAnonymousEvents();
  expect(await count()).toBe(1500);
  await onTheSide.begin(async (other) => {
    await other`SELECT pg_advisory_xact_lock(7301003)`;
    await purgeAnonymousEvents();
  });
  expect(await count()).toBe(1500);
  for (let turn = 0; turn < 2; turn++) await purgeAnonymousEvents();
  expect(await count()).toBe(0);
});

test.each<[string, Event]>([
  ["with an actor", { days: 9000, actor: true }],
  ["with a target", { days: 9000, target: true }],
  ["of today", { days: 0.9 }],
])("nobody can delete an event %s", async (_which, event) => {
  const [id = 0] = await addEvents(event);
  for (const connection of [onTheSide, asOwner])
    await expect(connection`DELETE FROM audit_events WHERE id = ${id}`).rejects.toMatchObject({ code: "42501" });
});

test("an old anonymous event cannot be changed", async () => {
  const [id = 0] = await addEvents({ days: 9000 });
  for (const connection of [onTheSide, asOwner]) {
    const changed = connection`UPDATE audit_events SET unrecorded_count = 1 WHERE id = ${id}`;
    await expect(changed).rejects.toMatchObject({ code: "42501" });
  }
});
