import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, invitedAccount, lockedAccount, uniqueWord } from "#tests/db/people.ts";
import { adminClient } from "./clients.ts";
import { textOf } from "./html.ts";
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
    const { status, body } = await client.get(`${paths.accounts}?${query}`);
    expect(status, query).toBe(400);
    expect(textOf(body), query).toContain("This address asks for something the list does not know.");
    expect(body, query).toMatch(linkToAll("Show all user accounts"));
  }
});

test("a search without a match says how to go on", async ({ server }) => {
  const client = await adminClient(server);
  const { status, body } = await client.get(`${paths.accounts}?search=nobody+is+called+like+this`);
  expect([status, textOf(body).includes("No user account matches.")]).toEqual([200, true]);
  expect(body).toMatch(linkToAll("show all user accounts"));
});

const linkToAll = (text: string) => new RegExp(`<a [^>]*href="${paths.accounts}"[^>]*>${text}</a>`);

test("a row shows name, roles, state and how an account last signed in", async ({ server }) => {
  const lastName = uniqueWord();
  const active = await activeAccount({ lastName, roles: ["device-manager", "viewer"] });
  const locked = await lockedAccount({ lastName });
  const invited = await invitedAccount({ lastName });
  const { body } = await (await adminClient(server)).get(`${paths.accounts}?search=${lastName}`);
  const rows = [...body.matchAll(/<tr\b[^>]*><th scope="row".*?<\/tr>/gs)].map(([row]) => row);
  expect(rows).toHaveLength(3);
  const rowOf = ({ id }: { id: string }) =>
    textOf(rows.find((row) => row.includes(`href="${paths.accountDetails(id)}"`)) ?? "");
  expect(rowOf(active)).toContain(`${active.firstName} ${lastName}`);
  expect(rowOf(active)).toContain("Device manager, Viewer");
  expect(rowOf(active)).toContain("ACTIVE");
  expect(rowOf(locked)).toContain("LOCKED");
  expect(rowOf(invited)).toMatch(/Never signed inPassword works until \d+ \w+ \d+.*UTC/);
});
