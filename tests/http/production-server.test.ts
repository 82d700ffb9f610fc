import { afterAll, beforeAll, expect, test } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, PASSWORD } from "#tests/db/people.ts";
import { type OwnServer, startServer } from "#tests/servers/server.ts";
import { useDatabaseOf } from "#tests/servers/use-server.ts";
import { Client, filledIn } from "./client.ts";
import { anonymousClient, signIn, startsSession } from "./clients.ts";
import { expectCookies } from "./cookies.ts";
import { dump } from "./database.ts";
import { inParallel } from "./in-parallel.ts";

let server: OwnServer;

/** On https, at the default hashing cost, and without a proxy. */
beforeAll(async () => {
  server = await startServer({ APP_URL: "https://gate.example", BCRYPT_COST: "10", TRUSTED_PROXY_HOPS: "0" });
  await useDatabaseOf(server);
});

afterAll(() => server.stop());

test("cookies of a server on https are Secure", async () => {
  await expectCookies(server, "__Host-", ["httponly", "path=/", "samesite=lax", "secure"]);
});

test("sign-ins beyond the hashing capacity get 503, other requests do not", async () => {
  const user = await activeAccount();
  // Stores a hash of this server's cost, so that later sign-ins do not rehash.
  await signIn(anonymousClient(server), user);
  const form = await anonymousClient(server).form(paths.login, "password");
  const fields = filledIn(form, { email: user.email, password: PASSWORD });
  const flood = Array.from({ length: 160 }, () => anonymousClient(server).post(paths.login, fields));
  const live = await Promise.all(Array.from({ length: 5 }, () => anonymousClient(server).get("/api/health/live")));
  const answers = await Promise.all(flood);
  expect(live.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  const busy = answers.filter(({ status }) => status === 503);
  expect(busy.length).toBeGreaterThan(0);
  expect(answers.filter(startsSession).length).toBe(answers.length - busy.length);
  for (const { headers, setCookies } of busy) {
    expect(Number(headers["retry-after"])).toBeGreaterThan(0);
    expect(setCookies.filter((line) => line.includes("session"))).toEqual([]);
  }
  await signIn(anonymousClient(server), user);
});

test("a client cannot forge its address", async () => {
  const form = await new Client(server).form(paths.login, "password");
  const users = await Promise.all(Array.from({ length: 32 }, () => activeAccount()));
  const answers = await inParallel(users, 2, ({ email }, index) => {
    const address = `203.0.113.${index}`;
    const headers = {
      "x-forwarded-for": address,
      "x-real-ip": address,
      forwarded: `for=${address}`,
      "cf-connecting-ip": address,
      "true-client-ip": address,
      "x-client-ip": address,
      "x-vercel-forwarded-for": address,
    };
    return new Client(server, headers).post(paths.login, filledIn(form, { email, password: "not the right one" }));
  });
  // While one attempt holds the last reservation, another gets 503.
  expect(answers.filter(({ status }) => status === 429 || status === 503).length).toBe(2);
  expect(JSON.stringify(await dump())).not.toContain("203.0.113.");
});
