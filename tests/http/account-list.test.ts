import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, uniqueWord } from "#tests/db/people.ts";
import { adminClient } from "./clients.ts";
import { textOf } from "./page-text.ts";
import { test } from "./test.ts";

const cursor = (value: string) =>
  Buffer.from(`["${value}","00000000-0000-4000-8000-000000000000"]`).toString("base64url");

const UNKNOWN = [
  "sort=colour",
  "sort=password_hash",
  "sort=passwordHash",
  "sort=name;drop",
  "sort=name&sort=email",
  "state=ASLEEP",
  "state=locked",
  "identity=linked",
  "identity=not-signed-in",
  "role=king",
  "direction=up",
  "after=nowhere",
  "before=W10",
  `after=${cursor("garbage")}&sort=created`,
  `after=${cursor("a\\u0000")}`,
  "search=%00",
  "search=a&search=b",
];

test("an unknown filter answers 400, with a link to the whole list", async ({ server }) => {
  const client = await adminClient(server);
  for (const query of UNKNOWN) {
    const answer = await client.get(`${paths.accounts}?${query}`);
    expect(answer.status, query).toBe(400);
    expect(textOf(answer), query).toContain("That filter doesn't exist.");
    expect(answer.body, query).toMatch(linkToAll("Show all user accounts"));
  }
});

test("a search without a match suggests what to do", async ({ server }) => {
  const client = await adminClient(server);
  const answer = await client.get(`${paths.accounts}?search=nobody+is+called+like+this`);
  expect([answer.status, textOf(answer).includes("No matching user accounts.")]).toEqual([200, true]);
  expect(answer.body).toMatch(linkToAll("show all user accounts"));
});

const linkToAll = (text: string) => new RegExp(`<a [^>]*href="${paths.accounts}"[^>]*>${text}</a>`);

test("the list is sorted by its headings, in the order they say", async ({ server }) => {
  const lastName = uniqueWord();
  const emails = ["c", "a", "b"].map((name) => `${name}.${lastName}@example.com`);
  for (const [index, email] of emails.entries()) await activeAccount({ firstName: `No ${index}`, lastName, email });
  const client = await adminClient(server);
  for (const [sort, heading, order] of [
    ["name", "Name", "ascending"],
    ["email", "Email", "ascending"],
    ["last-sign-in", "Last sign-in", "descending"],
  ] as const) {
    const { body } = await client.get(`${paths.accounts}?${new URLSearchParams({ search: lastName, sort })}`);
    expect(body, sort).toMatch(new RegExp(`<th scope="col" aria-sort="${order}"[^>]*><a [^>]*>${heading}<`));
    const rows = body.match(/<tr\b[^>]*><th scope="row".*?<\/tr>/gs) ?? [];
    const keys = rows.map((row) => row.match(KEYS[sort])?.[1]);
    expect(keys, sort).toHaveLength(3);
    expect(keys, sort).toEqual(order === "ascending" ? keys.toSorted() : keys.toSorted().reverse());
  }
});

/** The part of a row that the list is sorted by. */
const KEYS = { name: /No (\d)/, email: /<a [^>]*>(\w)<wbr/, "last-sign-in": /dateTime="([^"]*)"/ } as const;

test("a page of fifty rows is small, and shows every value once", async ({ server }) => {
  const lastName = uniqueWord();
  for (let index = 0; index < 50; index++) await activeAccount({ lastName, roles: ["device-manager"] });
  const client = await adminClient(server);
  const { body } = await client.get(`${paths.accounts}?search=${lastName}`);
  expect(Buffer.byteLength(body)).toBeLessThan(90_000);
  const rows = body.match(/<tr\b[^>]*><th scope="row".*?<\/tr>/gs) ?? [];
  expect(rows).toHaveLength(50);
  for (const row of rows) {
    for (const value of [lastName, "Device manager", "ACTIVE", "<time"]) expect(row.split(value), row).toHaveLength(2);
    expect(row).not.toMatch(/<svg|popover/);
  }
  expect(body.match(/<nav aria-label="Main"|<nav [^>]*aria-label="Main"/g)).toHaveLength(1);
});
