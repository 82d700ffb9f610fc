import { expect, test } from "vitest";
import { promptAgain } from "#lib/federation/authorization-request.ts";

test.each([
  ["https://login.example.com", "login"],
  ["https://accounts.google.com.example.com", "login"],
  ["https://accounts.google.com", "select_account"],
])("%s is asked for %s where people are to say again who they are", (issuer, prompt) => {
  expect(promptAgain(issuer)).toBe(prompt);
});
