import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount } from "#tests/db/people.ts";
import { adminClient, anonymousClient, signIn } from "./clients.ts";
import { alertOf } from "./page-text.ts";
import { checkedOf, fieldOf, groupDescription } from "./shown-field.ts";
import { test } from "./test.ts";

test("a refused edit explains each field and keeps everything typed", async ({ server }) => {
  const client = await adminClient(server);
  const [user, other] = [await activeAccount(), await activeAccount()];
  const edit = (values: Readonly<Record<string, string | undefined>>) =>
    client.submit(paths.accountDetails(user.id), "seen", { firstName: "Kept As Typed", ...values });

  const invalid = await edit({ phone: "0123", roles: undefined });
  expect(alertOf(invalid)).toBe("Check the 2 highlighted fields.");
  expect(fieldOf(invalid, "phone")).toMatchObject({ value: "0123", isInvalid: true });
  expect(fieldOf(invalid, "phone").description).toMatch(/Enter a phone number with its country code/);
  expect(groupDescription(invalid, "Roles")).toMatch(/Choose at least one role/);
  expect(checkedOf(invalid, "roles")).toEqual([]);
  expect(fieldOf(invalid, "firstName").value).toBe("Kept As Typed");

  const email = other.email.toUpperCase();
  const taken = await edit({ email, roles: "base-station-manager" });
  expect(fieldOf(taken, "email")).toMatchObject({ value: email, isInvalid: true });
  expect(fieldOf(taken, "email").description).toMatch(/Another account already uses this email address/);
  expect(checkedOf(taken, "roles")).toEqual(["base-station-manager"]);
  expect(fieldOf(taken, "firstName").value).toBe("Kept As Typed");
});

test("administrators cannot remove their own role", async ({ server }) => {
  const self = await adminAccount();
  const client = await signIn(anonymousClient(server), self);
  const answer = await client.submit(paths.accountDetails(self.id), "seen", { roles: ["viewer"] });
  expect(groupDescription(answer, "Roles")).toMatch(/You can't remove your own Administrator role/);
  expect((await client.get(paths.accounts)).status).toBe(200);
});
