import { expect } from "vitest";
import { isOutgoingMailOn } from "#lib/config/authentication-mode.ts";
import { paths } from "#lib/paths.ts";
import type { TestAccount } from "#tests/db/people.ts";
import type { Server } from "#tests/servers/server.ts";
import { type AccessLevel, callAction, described } from "./actions.ts";
import type { Answer, Client } from "./client.ts";
import { adminClient, anonymousClient, passwordChangeClient, startsSession, viewerClient } from "./clients.ts";
import { accountsAndCredentials } from "./database.ts";
import { inParallel } from "./in-parallel.ts";
import { targetAccount } from "./target-account.ts";

export const SIGN_IN_AS: Readonly<Record<AccessLevel, (server: Server) => Promise<Client>>> = {
  anonymous: async (server) => anonymousClient(server),
  "password change required": passwordChangeClient,
  viewer: viewerClient,
  administrator: adminClient,
};

export const ACCESS_LEVELS = Object.keys(SIGN_IN_AS) as AccessLevel[];

/** Where a response redirects, or else its status. */
const outcome = ({ status, headers }: Answer): string =>
  String(headers.location ?? headers["x-action-redirect"] ?? status).replace(/[?;].*$/, "");

/** How an action refuses: by redirecting to the page that helps, or with a 403. */
const REFUSED: Readonly<Record<AccessLevel, readonly string[]>> = {
  anonymous: [paths.login, paths.home],
  "password change required": [paths.newPassword],
  viewer: ["403", paths.home],
  administrator: [paths.home],
};

const clients = new Map<string, Client>();

/** Reused as long as nothing changes its session. */
async function clientOf(server: Server, level: AccessLevel): Promise<Client> {
  const key = `${server.url} ${level}`;
  const client = clients.get(key) ?? (await SIGN_IN_AS[level](server));
  clients.set(key, client);
  return client;
}

/** Calls actions directly, and expects each to serve only its access levels and to change nothing for others. */
export async function expectToServeAsDescribed(server: Server, level: AccessLevel, ...names: string[]): Promise<void> {
  const isServed = (name: string) => described(name).serves.includes(level);
  for (const name of names.filter(isServed)) await expectToServe(server, level, name);

  const refusing = names.filter((name) => !isServed(name));
  const client = await clientOf(server, level);
  const target = await targetAccount({ phone: null });
  const before = await accountsAndCredentials();
  await inParallel(refusing, 4, (name) => expectToRefuse(client, level, name, target));
  expect(await accountsAndCredentials(), refusing.join()).toEqual(before);
}

async function expectToServe(server: Server, level: AccessLevel, name: string): Promise<void> {
  const answer = await callAction(await clientOf(server, level), name, await targetAccount({ phone: null }));
  if (startsSession(answer) || level === "anonymous") clients.delete(`${server.url} ${level}`);
  if (described(name).refusedWithoutEmail && !isOutgoingMailOn()) return expect(answer.status, name).toBe(400);
  expect(answer.status, name).toBeLessThan(400);
  if (!described(name).leadsToSignIn) expect([paths.login, paths.newPassword], name).not.toContain(outcome(answer));
}

async function expectToRefuse(client: Client, level: AccessLevel, name: string, target: TestAccount): Promise<void> {
  // An administration page refuses viewers itself.
  const page = level === "viewer" ? [described(name).page(target)] : [];
  expect([...REFUSED[level], ...page], name).toContain(outcome(await callAction(client, name, target)));
}
