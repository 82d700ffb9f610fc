import { sql } from "drizzle-orm";
import { expect } from "vitest";
import { transaction } from "#db/client.ts";
import { record } from "#lib/audit/record.ts";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount, anonymousSource, type TestAccount } from "#tests/db/people.ts";
import type { Answer, Client } from "./client.ts";
import { adminClient, anonymousClient, passwordChangeClient, signIn, viewerClient } from "./clients.ts";
import { run } from "./database.ts";
import { unescaped } from "./forms.ts";
import { descriptionOf, fieldValue, rowOf, textOf } from "./page-text.ts";
import { test } from "./test.ts";

const logAt = (filters: Readonly<Record<string, string>>) => `${paths.auditLog}?${new URLSearchParams(filters)}`;

/** Changes an account from an address that no other test uses. */
async function changedAccount(by?: TestAccount): Promise<{ user: TestAccount; address: string }> {
  const [user, admin] = [await activeAccount(), by ?? (await adminAccount())];
  const address = String(anonymousSource().address);
  const changes = [
    { field: "Phone", from: "+33612345678", to: "+33687654321" },
    { field: "Roles", added: ["Device manager"], removed: ["Viewer"] },
  ];
  await transaction((tx) => record(tx, { event: "account_updated", by: { ...admin, address }, on: user, changes }));
  return { user, address };
}

const exportLog = (client: Client, filters: Readonly<Record<string, string>>, headers = {}): Promise<Answer> =>
  client.post(paths.auditLogExport, Object.entries(filters), headers);

test("an entry shows links, old and new values, outcome and source", async ({ server }) => {
  const admin = await adminAccount();
  const client = await signIn(anonymousClient(server), admin);
  const { user, address } = await changedAccount(admin);
  const answer = await client.get(logAt({ address }));
  expect(answer.status).toBe(200);
  const row = rowOf(answer, user.email);
  const changes = "Phone: +33612345678 → +33687654321 Roles: added “Device manager”, removed “Viewer”";
  expect(row).toContain(`UTC ${admin.email} updated the account ${user.email} ${changes} Success ${address}`);
  for (const { id } of [admin, user]) expect(answer.body).toContain(`href="${paths.accountDetails(id)}"`);
});

test("every filter narrows the page and stays in its form", async ({ server }) => {
  const admin = await adminAccount();
  const client = await signIn(anonymousClient(server), admin);
  const { user, address } = await changedAccount(admin);
  await changedAccount(admin);
  const today = new Date().toISOString().slice(0, 10);
  const matching = {
    from: `${today}T00:00`,
    to: today,
    event: "account_updated",
    outcome: "success",
    actor: admin.email,
    account: user.email,
    address,
  };
  const others = {
    from: "2100-01-01",
    to: "2000-01-01",
    event: "account_created",
    outcome: "failure",
    actor: "an anonymous user",
    account: "nobody@example.com",
    address: "192.0.2.99",
  };
  for (const name of Object.keys(matching) as (keyof typeof matching)[]) {
    const found = await client.get(logAt({ account: user.email, [name]: matching[name] }));
    expect(rowOf(found, user.email), name).toContain(`${admin.email} updated the account ${user.email}`);
    if (!["event", "outcome"].includes(name)) expect(filterValue(found, name), name).toBe(matching[name]);
    const missed = await client.get(logAt({ account: user.email, [name]: others[name] }));
    expect([missed.status, rowOf(missed, "changed")], name).toEqual([200, ""]);
    expect(textOf(missed), name).toContain("No matching events.");
    expect(missed.body, name).toMatch(new RegExp(`<a [^>]*href="${paths.auditLog}"[^>]*>Clear filters</a>`));
  }
  const all = await client.get(logAt(matching));
  expect(all.body).toMatch(/<option value="account_updated" selected="">/);
  expect(all.body).toMatch(/<option value="success" selected="">/);
});

/** The value of a filter in its form; the export form has the same. */
const filterValue = ({ body }: Answer, name: string) =>
  fieldValue({ body: body.match(/<search.*?<\/search>/s)?.[0] ?? "" }, name);

test("a mistyped filter has its error at the field, and stays", async ({ server }) => {
  const client = await adminClient(server);
  const typed = { from: "yesterday", to: "tomorrow", actor: "me", account: "you", address: "here" };
  const answer = await client.get(logAt(typed));
  expect(answer.status).toBe(400);
  for (const [name, text] of Object.entries(typed)) expect(fieldValue(answer, name)).toBe(text);
  expect(descriptionOf(answer, "from")).toContain("Enter a date and time");
  expect(descriptionOf(answer, "actor")).toContain("a user with an emailed link");
  expect(descriptionOf(answer, "account")).toContain("Enter one email address");
  expect(descriptionOf(answer, "address")).toContain("Enter an IP address");
  expect(answer.body).toContain("Check the 5 highlighted fields.");
});

test("an unknown filter answers 400, with a link to the whole log", async ({ server }) => {
  const client = await adminClient(server);
  for (const query of ["event=nothing", "outcome=maybe", "colour=red", "after=W10", "account=a&account=b"]) {
    const answer = await client.get(`${paths.auditLog}?${query}`);
    expect([answer.status, textOf(answer).includes("That filter doesn't exist.")], query).toEqual([400, true]);
    expect(answer.body, query).toMatch(new RegExp(`<a [^>]*href="${paths.auditLog}"[^>]*>Show all events</a>`));
    expect((await client.send("POST", paths.auditLogExport, formOf(client, query))).status, query).toBe(400);
  }
});

const formOf = ({ origin }: Client, body: string) => ({
  headers: { origin, "content-type": "application/x-www-form-urlencoded" },
  body,
});

test("the export contains what the page shows", async ({ server }) => {
  const admin = await adminAccount();
  const client = await signIn(anonymousClient(server), admin);
  const { user, address } = await changedAccount(admin);
  const page = await client.get(logAt({ account: user.email }));
  const hidden = `<input type="hidden" name="account" value="${user.email}"/>`;
  expect(page.body.includes(`<form action="${paths.auditLogExport}" method="post">${hidden}<button`)).toBe(true);
  const answer = await exportLog(client, { account: user.email });
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({
    "content-type": "text/csv; charset=utf-8; header=present",
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
  });
  expect(answer.headers["content-disposition"]).toMatch(/^attachment; filename="audit-log-\d{4}-\d\d-\d\d\.csv"$/);
  const [header, line = "", end] = answer.body.split("\r\n");
  expect(header).toMatch(/^Time,Event,Description,Outcome,Actor,Account,Changes,Source address,Unrecorded$/);
  const [time, ...cells] = line.split(",");
  expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const changes = '"Phone: +33612345678 → +33687654321; Roles: added “Device manager”, removed “Viewer”"';
  expect(cells.join()).toBe(
    `account_updated,${admin.email} updated the account ${user.email},success,${admin.email},${user.email},${changes},${address},`,
  );
  expect(end).toBe("");
  expect(textOf(await client.get(logAt({ event: "audit_log_exported", actor: admin.email })))).toContain(
    `${admin.email} exported the audit log account: ${user.email}`,
  );
});

test("spreadsheets treat every cell of the export as text", async ({ server }) => {
  const address = String(anonymousSource().address);
  const labels = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", '"', "two\nlines"];
  for (const label of labels)
    await run(sql`INSERT INTO audit_events (event, outcome, actor_label, address)
      VALUES ('made_up', 'success', ${label}, ${address})`);
  const { body } = await exportLog(await adminClient(server), { address });
  for (const cell of ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\tx", '""""', '"two\nlines"'])
    expect(body, cell).toContain(`,success,${cell},,,${address},\r\n`);
});

test("a long export arrives in full", async ({ server }) => {
  const address = String(anonymousSource().address);
  await run(sql`
    INSERT INTO audit_events (event, outcome, actor_label, target_label, address)
    SELECT 'link_rejected', 'failure', 'a user with an emailed link', 'no ' || n, ${address} FROM generate_series(1, 4321) AS n`);
  const { body } = await exportLog(await adminClient(server), { address });
  const lines = body.trim().split("\r\n");
  expect([lines.length, new Set(lines).size]).toEqual([1 + 4321, 1 + 4321]);
});

test("only administrators export, and only from our own pages", async ({ server }) => {
  const { user, address } = await changedAccount();
  const filters = { address };
  const log = encodeURIComponent(logAt(filters));
  const leads = async (client: Client) => {
    const { status, headers, body } = await exportLog(client, filters);
    expect(body).not.toContain(user.email);
    return [status, headers.location?.replace(server.environment.APP_URL ?? "", "")];
  };
  expect(await leads(anonymousClient(server))).toEqual([303, `${paths.login}?next=${log}`]);
  expect(await leads(await passwordChangeClient(server))).toEqual([303, `${paths.newPassword}?next=${log}`]);
  expect(await leads(await viewerClient(server))).toEqual([403, undefined]);
  const admin = await adminClient(server);
  for (const headers of [{ origin: "https://evil.example" }, { origin: undefined }, { "sec-fetch-site": "cross-site" }])
    expect((await exportLog(admin, filters, headers)).status).toBe(403);
  expect((await admin.get(paths.auditLogExport)).status).toBe(405);
  const odd = { headers: { origin: admin.origin, "content-type": "text/plain" }, body: "x" };
  expect((await admin.send("POST", paths.auditLogExport, odd)).status).toBe(400);
});

test("links to older and newer entries keep the filters", async ({ server }) => {
  const address = String(anonymousSource().address);
  await run(sql`
    INSERT INTO audit_events (at, event, outcome, actor_label, target_label, address)
    SELECT now() - n * interval '1 second', 'link_rejected', 'failure', 'a user with an emailed link', 'no ' || n, ${address}
    FROM generate_series(1, 35) AS n`);
  const client = await adminClient(server);
  const numbers = ({ body }: Answer) => [...new Set(body.match(/no \d+/g))];
  const first = await client.get(logAt({ address }));
  expect(numbers(first)).toEqual(Array.from({ length: 25 }, (_, index) => `no ${index + 1}`));
  const second = await client.get(linkOf(first, "Older"));
  expect(numbers(second)).toEqual(Array.from({ length: 10 }, (_, index) => `no ${index + 26}`));
  expect(filterValue(second, "address")).toBe(address);
  expect(numbers(await client.get(linkOf(second, "Newer")))).toEqual(numbers(first));
});

const linkOf = ({ body }: Answer, text: string): string => {
  const [, href = ""] = body.match(new RegExp(`<a [^>]*href="([^"]*)"[^>]*>${text}</a>`)) ?? [];
  return unescaped(href);
};
