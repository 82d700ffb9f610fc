import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import type { Server } from "#tests/servers/server.ts";
import { anonymousClient, SESSION_COOKIE } from "./clients.ts";

const attributesOf = (line: string) =>
  line
    .split("; ")
    .slice(1)
    .map((part) => part.toLowerCase())
    .filter((part) => !part.startsWith("expires") && !part.startsWith("max-age"))
    .sort();

/** Expects every cookie of a sign-in to have this prefix and these attributes. */
export async function expectCookies(server: Server, prefix: string, attributes: readonly string[]): Promise<void> {
  const client = anonymousClient(server);
  const form = await client.form(paths.login, "password");
  const user = await activeAccount();
  const hidden = form.fields.filter(([name]) => name.startsWith("$"));
  const answer = await client.post(paths.login, [...hidden, ["email", user.email], ["password", user.password]]);
  const csrf = await client.get("/api/auth/csrf");
  const session = answer.setCookies.find((line) => line.includes(SESSION_COOKIE)) ?? "";
  expect(session.startsWith(`${prefix}${SESSION_COOKIE}=`)).toBe(true);
  expect(csrf.setCookies.length).toBeGreaterThan(0);
  for (const line of [...answer.setCookies, ...csrf.setCookies]) {
    expect(line.startsWith(`${prefix}gatehouse.`), line).toBe(true);
    expect(attributesOf(line), line).toEqual(attributes);
  }
}
