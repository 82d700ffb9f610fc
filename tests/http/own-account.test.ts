import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { viewerClient } from "./clients.ts";
import { alertOf } from "./page-text.ts";
import { fieldOf } from "./shown-field.ts";
import { test } from "./test.ts";

test("a refused profile explains each field and keeps everything typed", async ({ server }) => {
  const client = await viewerClient(server);
  const typed = { firstName: "", lastName: "Kept As Typed", phone: "12 34" };
  const answer = await client.submit(paths.account, "firstName", typed);
  expect([answer.status, alertOf(answer)]).toEqual([200, "Check the 2 highlighted fields."]);
  expect(fieldOf(answer, "firstName")).toEqual({
    value: "",
    description: "Enter a first name.",
    isInvalid: true,
    hasFocus: true,
  });
  expect(fieldOf(answer, "phone")).toMatchObject({ value: "12 34", isInvalid: true });
  expect(fieldOf(answer, "phone").description).toMatch(/Enter a phone number with its country code/);
  expect(fieldOf(answer, "lastName")).toMatchObject({ value: "Kept As Typed", isInvalid: false });
});
