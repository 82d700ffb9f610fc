import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, uniqueWord } from "#tests/db/people.ts";
import { adminClient } from "./clients.ts";
import { alertOf } from "./page-text.ts";
import { checkedOf, fieldOf, groupDescription } from "./shown-field.ts";
import { test } from "./test.ts";

const GENERATED = /^[a-z0-9]{4}(-[a-z0-9]{4}){3}$/;

const newUser = () => {
  const word = uniqueWord();
  return { firstName: "Renée", lastName: word, email: `renee.${word}@example.com`, phone: "+33 1 23 45 67 89" };
};

test("every visit to the add form offers another single-use password", async ({ server }) => {
  const client = await adminClient(server);
  const offered = async () => fieldOf(await client.get(paths.newAccount), "singleUsePassword").value;
  const [first, second] = [await offered(), await offered()];
  expect(first).toMatch(GENERATED);
  expect(second).toMatch(GENERATED);
  expect(second).not.toBe(first);
});

test("a refused account explains each field and keeps everything typed", async ({ server }) => {
  const client = await adminClient(server);
  const answer = await client.submit(paths.newAccount, "singleUsePassword", {
    firstName: " ",
    lastName: "Kept As Typed",
    email: "no address",
    phone: "12",
    singleUsePassword: "typed by hand, never sent back",
    roles: ["base-station-manager", "administrator"],
  });
  expect([answer.status, alertOf(answer)]).toEqual([200, "Check the 3 highlighted fields."]);
  expect(fieldOf(answer, "firstName")).toMatchObject({ description: "Enter a first name.", hasFocus: true });
  expect(fieldOf(answer, "email")).toMatchObject({ value: "no address", isInvalid: true });
  expect(fieldOf(answer, "email").description).toMatch(/Enter one email address/);
  expect(fieldOf(answer, "phone")).toMatchObject({ value: "12", isInvalid: true });
  expect(fieldOf(answer, "phone").description).toMatch(/Enter a phone number with its country code/);
  expect(fieldOf(answer, "lastName").value).toBe("Kept As Typed");
  expect(checkedOf(answer, "roles").sort()).toEqual(["administrator", "base-station-manager"]);
  expect(fieldOf(answer, "singleUsePassword").value).toMatch(GENERATED);
  expect(answer.body).not.toContain("typed by hand, never sent back");
});

test("an account without a role has its error at the roles", async ({ server }) => {
  const client = await adminClient(server);
  const answer = await client.submit(paths.newAccount, "singleUsePassword", { ...newUser(), roles: undefined });
  expect(groupDescription(answer, "Roles")).toMatch(/Choose at least one role/);
});

test("a weak single-use password has its error at the field", async ({ server }) => {
  const client = await adminClient(server);
  const user = newUser();
  for (const [singleUsePassword, reason] of [
    ["short", /at least 8 characters/],
    [user.email, /email address/],
  ] as const) {
    const answer = await client.submit(paths.newAccount, "singleUsePassword", { ...user, singleUsePassword });
    expect(fieldOf(answer, "singleUsePassword").description).toMatch(reason);
    expect(fieldOf(answer, "singleUsePassword").value).toMatch(GENERATED);
    expect(fieldOf(answer, "lastName").value).toBe(user.lastName);
  }
});

test("another account's email is refused, whatever its case", async ({ server }) => {
  const client = await adminClient(server);
  const email = (await activeAccount()).email.toUpperCase();
  const answer = await client.submit(paths.newAccount, "singleUsePassword", { ...newUser(), email });
  expect(fieldOf(answer, "email")).toMatchObject({ value: email, isInvalid: true });
  expect(fieldOf(answer, "email").description).toMatch(/Another account already uses this email address/);
});
