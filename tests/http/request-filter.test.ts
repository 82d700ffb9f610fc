import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import { announce, filledIn, send } from "./client.ts";
import { anonymousClient } from "./clients.ts";
import { accountsAndCredentials } from "./database.ts";
import { multipart } from "./forms.ts";
import { test } from "./test.ts";

test("requests that none of our pages send are refused", async ({ server }) => {
  const own = server.environment.APP_URL;
  const request = (method: string, path: string, headers = {}, body?: string) =>
    send(server.url, method, path, { headers: { origin: own, ...headers }, body });
  for (const method of ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "OPTIONS"]) {
    expect((await request(method, paths.login, {}, "")).status, method).toBe(405);
  }
  const unreadable = ["/login%", `${paths.activate}/%E0%A4%A`, `${paths.accounts}/%`];
  for (const target of ["*", "http://evil.example/login", "login", ...unreadable]) {
    const answer = await request("GET", target);
    expect(answer.status, target).toBe(400);
    expect(answer.headers.location).toBeUndefined();
  }
  const chunked = { "transfer-encoding": "chunked", "content-length": undefined };
  expect((await request("POST", paths.login, chunked, "x")).status).toBe(411);
});

test("a password of ten megabytes is refused unread", async ({ server }) => {
  const user = await activeAccount();
  const client = anonymousClient(server);
  const form = await client.form(paths.login, "password");
  const before = await accountsAndCredentials();
  const { type, body } = multipart(filledIn(form, { email: user.email, password: "x".repeat(10_000_000) }));
  const headers = { origin: client.origin, "content-type": type, "content-length": Buffer.byteLength(body) };
  expect(await announce(server.url, paths.login, headers)).toBe(413);
  expect(await accountsAndCredentials()).toEqual(before);
});
