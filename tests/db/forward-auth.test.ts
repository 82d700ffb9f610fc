import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { NextRequest } from "next/server.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GET } from "#app/api/access/route.ts";
import { transaction } from "#db/client.ts";
import { paths } from "#lib/paths.ts";
import { createSession } from "#lib/sessions/create-session.ts";
import { encodeSessionToken, sessionCookieName } from "#lib/sessions/session-jwt.ts";
import { respondToForwardAuth } from "#server/forward-auth.ts";
import { send } from "#tests/http/client.ts";
import { groupWith, restrict, segregate } from "./domains.ts";
import { accountWithSingleUsePassword, activeAccount, anonymousSource, type TestAccount } from "./people.ts";

/** As the server around the pages answers. */
const server = createServer((request, response) =>
  respondToForwardAuth(request, response, { peerAddress: "192.0.2.1" }),
);
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
});

const remoteHeaders = (headers: Iterable<readonly [string, unknown]>) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith("remote-") || name === "location"));

async function byServer(query: string, cookie: string) {
  const { status, headers, body } = await send(url, "GET", `${paths.access}${query}`, { headers: { cookie } });
  return { status, body, headers: remoteHeaders(Object.entries(headers)) };
}

async function byRoute(query: string, cookie: string) {
  const response = await GET(new NextRequest(`${url}${paths.access}${query}`, { headers: { cookie } }));
  return { status: response.status, body: await response.text(), headers: remoteHeaders(response.headers) };
}

async function cookieOf({ id }: TestAccount): Promise<string> {
  return encodeSessionToken(await transaction((tx) => createSession(tx, id, anonymousSource())));
}

const QUERIES: Readonly<Record<string, { viewer: number; others: number }>> = {
  "": { viewer: 204, others: 401 },
  "?": { viewer: 204, others: 401 },
  "?role=viewer": { viewer: 204, others: 401 },
  "?role=viewer&role=viewer": { viewer: 204, others: 401 },
  "?role=%76iewer": { viewer: 204, others: 401 },
  "?role=viewer&role=administrator": { viewer: 403, others: 401 },
  "?role=administrator&role=viewer": { viewer: 403, others: 401 },
  "?write=devices": { viewer: 403, others: 401 },
  "?sign-in=redirect": { viewer: 204, others: 302 },
  "?sign-in=redirect&sign-in=redirect": { viewer: 400, others: 400 },
  "?role=viewer?role=viewer": { viewer: 400, others: 400 },
  "?role=viewer&x": { viewer: 400, others: 400 },
  "?__proto__=x": { viewer: 400, others: 400 },
  "?%": { viewer: 400, others: 400 },
};

test("the server and the route of Next.js give the same answers", async () => {
  const user = await activeAccount({ firstName: "Zoë", lastName: "Lee" });
  const { name } = await groupWith(["EMEA/France", "APAC"]);
  await restrict(user.id, `${name}: EMEA/France`, `${name}: APAC`);
  const value = await cookieOf(user);
  const ofNewUser = await cookieOf(await accountWithSingleUsePassword());
  const cookie = sessionCookieName();
  const signedIn = [
    `${cookie}=${value}`,
    `other=1; ${cookie}=${value}; more=2`,
    `${cookie}=${ofNewUser}; ${cookie}=${value}`,
    `${cookie}=${value}; ${cookie}=%`,
    `${cookie}=${value.replaceAll(".", "%2E")}`,
  ];
  const signedOut = [
    "",
    `${cookie}=`,
    `${cookie}=%`,
    `${cookie}="${value}"`,
    `${cookie}=${value}x; ${cookie}=${ofNewUser}`,
    `${cookie}=${value}; ${cookie}=x`,
    `${cookie}=${value.slice(0, -4)}`,
    `${cookie}=${value.toLowerCase()}`,
    `${cookie}=${value.replace(/\.[^.]*$/, "")}`,
    `${cookie}=${value}.${value}`,
    `${cookie}=${encodeSessionToken("x".repeat(43))}`,
    `__Host-${cookie}=${value}`,
    `x${cookie}=${value}`,
  ];
  await segregate(true);
  try {
    for (const [query, { viewer, others }] of Object.entries(QUERIES)) {
      for (const [cookies, status] of [[signedIn, viewer] as const, [signedOut, others] as const]) {
        for (const sent of cookies) {
          const answer = await byServer(query, sent);
          expect(answer.status, `${query} with ${sent}`).toBe(status);
          expect(await byRoute(query, sent), `${query} with ${sent}`).toEqual(answer);
        }
      }
    }
    const { headers } = await byServer("", `${cookie}=${value}`);
    expect(headers).toMatchObject({
      "remote-user": user.id,
      "remote-domains": ["APAC", "EMEA/France"].map((path) => `${encodeURIComponent(name)}:${path}`).join(","),
    });
  } finally {
    await segregate(false);
  }
});
