import { expect, test } from "vitest";
import { reauthenticationPrompt } from "#lib/federation/authorization-request.ts";

test.each([
  ["https://login.example.com", "login"],
  ["https://accounts.google.com.example.com", "login"],
  ["https://accounts.google.com", "select_account"],
])("the reauthentication prompt of %s is %s", (issuer, prompt) => {
  expect(reauthenticationPrompt(issuer)).toBe(prompt);
});
