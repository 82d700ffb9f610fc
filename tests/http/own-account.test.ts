import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { viewerClient } from "./clients.ts";
import { alertsOf, fieldOf } from "./html.ts";
import { test } from "./test.ts";

test("a refused profile is explained beside its fields, and keeps everything typed", async ({ server }) => {
  const client = await viewerClient(server);
  const typed = { firstName: "", lastName: "Kept As Typed", phone: "12 34" };
  const { status, body } = await client.submit(paths.account, "firstName", typed);
  expect([status, alertsOf(body)]).toEqual([200, ["Please correct the 2 marked fields."]]);
  expect(fieldOf(body, "firstName")).toEqual({
    value: "",
    description: "Enter a first name.",
    isInvalid: true,
    hasFocus: true,
  });
  expect(fieldOf(body, "phone")).toMatchObject({ value: "12 34", isInvalid: true });
  expect(fieldOf(body, "phone").description).toMatch(/Enter the number with its country code/);
  expect(fieldOf(body, "lastName")).toMatchObject({ value: "Kept As Typed", isInvalid: false });
});

test("a wrong current password is explained beside its field, and nothing kept", async ({ server }) => {
  const client = await viewerClient(server);
  const chosen = { password: "two ferries and no lantern", confirmation: "two ferries and no lantern" };
  const typed = { currentPassword: "not my password", ...chosen };
  const { body } = await client.submit(paths.account, "currentPassword", typed);
  expect(fieldOf(body, "currentPassword")).toMatchObject({ value: "", isInvalid: true, hasFocus: true });
  expect(fieldOf(body, "currentPassword").description).toMatch(/not your current password/);
  for (const name of ["password", "confirmation"]) expect(fieldOf(body, name).value).toBe("");
});
