import { expect, test } from "vitest";
import type { Change } from "#db/schema/audit-events.ts";
import { ANONYMOUS, DESCRIBED_ACTORS, providerActor } from "#lib/audit/audit-actor.ts";
import { EVENTS } from "#lib/audit/events.ts";
import { formatPosition, readAuditLogQuery } from "#lib/audit-log/audit-log-query.ts";
import { csvLine } from "#lib/audit-log/csv.ts";
import { changeText, describeEvent, sentenceText } from "#lib/audit-log/describe-event.ts";

const ADMIN = { actorId: "1", actorLabel: "admin@example.com" };
const USER = { targetId: "2", targetLabel: "user@example.com" };
const SINGLE = { unrecordedCount: null, actorExists: true, targetExists: true };

const textOf = (event: Parameters<typeof describeEvent>[0]) => sentenceText(describeEvent(event));

test("every event has a sentence with its actor", () => {
  for (const event of Object.keys(EVENTS)) {
    const sentence = textOf({ event, ...ADMIN, ...USER, ...SINGLE });
    expect(sentence, event).toContain("admin@example.com");
    expect(sentence, event).not.toMatch(/[{}]|undefined|null/);
  }
});

test("sentences distinguish own actions, anonymous users and aggregates", () => {
  const own = { targetId: "1", targetLabel: "admin@example.com" };
  const anonymous = { actorId: null, actorLabel: ANONYMOUS };
  expect(textOf({ event: "account_updated", ...ADMIN, ...USER, ...SINGLE })).toBe(
    "admin@example.com updated the account user@example.com",
  );
  expect(textOf({ event: "account_updated", ...ADMIN, ...own, ...SINGLE })).toBe(
    "admin@example.com updated their own account",
  );
  expect(textOf({ event: "sign_in_failed", ...anonymous, ...USER, ...SINGLE })).toBe(
    "An anonymous user failed to sign in as user@example.com",
  );
  const aggregate = {
    ...SINGLE,
    event: "link_rejected",
    ...anonymous,
    targetId: null,
    targetLabel: null,
    unrecordedCount: 1234,
  };
  expect(textOf(aggregate)).toBe("Link rejected: 1,234 more");
});

test("an unknown event keeps its stored name", () => {
  const unknown = { event: "passkey_added", ...ADMIN, ...SINGLE };
  expect(textOf({ ...unknown, ...USER })).toBe("passkey_added by admin@example.com: user@example.com");
  expect(textOf({ ...unknown, targetId: null, targetLabel: null })).toBe("passkey_added by admin@example.com");
});

test("changes show old and new values, or added and removed members", () => {
  const changes: Change[] = [
    { field: "Phone", from: "+33612345678", to: null },
    { field: "Last Name", from: "Byron", to: "King" },
    { field: "Email", from: null, to: "a@example.com" },
    { field: "Roles", added: ["Viewer"], removed: ["Device manager", "Administrator"] },
  ];
  expect(changes.map(changeText)).toEqual([
    "Phone: +33612345678 → removed",
    "Last Name: Byron → King",
    "Email: a@example.com",
    "Roles: added “Viewer”, removed “Device manager”, “Administrator”",
  ]);
});

test("every actor without an account can be a filter", () => {
  expect(DESCRIBED_ACTORS).toContain((providerActor(null) as { label?: string }).label);
  for (const actor of DESCRIBED_ACTORS)
    expect(readAuditLogQuery({ actor: ` ${actor.toUpperCase()} ` })).toMatchObject({
      query: { actor: { described: actor } },
    });
});

test.each([
  ["a,b", '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ["two\r\nlines", '"two\r\nlines"'],
  ["=1+1", "'=1+1"],
  ["+33612345678", "'+33612345678"],
  ["-2", "'-2"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\tx", "'\tx"],
  ["\rx", `"'\rx"`],
  ["＝1+1", "'＝1+1"],
  ["a=b", "a=b"],
  ["", ""],
])("a CSV cell of %j is %j", (text, cell) => {
  expect(csvLine([text, "x"])).toBe(`${cell},x\r\n`);
});

test("empty filters are dropped and others kept as typed", () => {
  const request = readAuditLogQuery({ from: "", account: " Ada@Example.COM ", address: "2001:DB8:0::1", after: "5_6" });
  expect(request).toEqual({
    typed: { account: " Ada@Example.COM ", address: "2001:DB8:0::1" },
    query: { account: "ada@example.com", address: "2001:db8::1", after: { at: new Date(5), id: 6 } },
  });
  expect(formatPosition({ at: new Date(5), id: 6 })).toBe("5_6");
});

test.each([
  ["2026-02-28", "2026-02-28T00:00:00.000Z", "2026-03-01T00:00:00.000Z"],
  ["2026-02-28T14:30", "2026-02-28T14:30:00.000Z", "2026-02-28T14:31:00.000Z"],
  ["2026-02-28 14:30:15", "2026-02-28T14:30:15.000Z", "2026-02-28T14:30:16.000Z"],
])("a period from and to %s includes all of it", (text, first, end) => {
  expect(readAuditLogQuery({ from: text, to: text })).toMatchObject({
    query: { from: new Date(first), to: new Date(end) },
  });
});

test.each([
  [{ from: "yesterday" }, "from"],
  [{ to: "2026-02-30" }, "to"],
  [{ to: "2026-02-28T25:00" }, "to"],
  [{ from: "0000-01-01" }, "from"],
  [{ from: "2026-02-02", to: "2026-02-01" }, "to"],
  [{ actor: "nobody" }, "actor"],
  [{ account: "ada" }, "account"],
  [{ account: "a\0@example.com" }, "account"],
  [{ address: "10.0.0.256" }, "address"],
  [{ address: "10.0.0.0/8" }, "address"],
  [{ address: "2001:db8::/129" }, "address"],
])("the invalid filter %j has an error at its field", (typed, field) => {
  expect(readAuditLogQuery(typed)).toEqual({ typed, problems: { [field]: expect.stringMatching(/\.$/) } });
});

test.each([
  { event: "nothing" },
  { event: "constructor" },
  { outcome: "FAILURE" },
  { account: ["a@example.com", "b@example.com"] },
  { account: "a".repeat(301) },
  { from: "yesterday", colour: "red" },
  { after: "x" },
  { before: "1" },
  { after: "999999999999999_1" },
  { after: "-1_1" },
])("the unknown filter %j is rejected", (parameters) => {
  expect(readAuditLogQuery(parameters)).toBeUndefined();
});
