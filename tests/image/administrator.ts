import { paths } from "#lib/paths.ts";
import type { Client } from "#tests/http/client.ts";
import { anonymousClient, signIn } from "#tests/http/clients.ts";
import type { Installation, RunningServer } from "./installation.ts";

type Credentials = Readonly<{ email: string; password: string }>;

/** Replaces single-use passwords. */
export const CHOSEN = "four herons on a quay";

const DETAILS = /Email +(\S+@[\w.]+).*?Single-use password +([a-z0-9-]+)/gs;

/** All sign-in details in an output. */
export const credentialsIn = (printed: string): Credentials[] =>
  [...printed.matchAll(DETAILS)].map(([, email = "", password = ""]) => ({ email, password }));

/** Signs in with a single-use password and replaces it. */
export async function signInFirst(server: RunningServer, { email, password }: Credentials): Promise<Client> {
  const client = await signIn(anonymousClient(server), { email, password });
  const { location } = (await client.get(paths.accounts)).headers;
  if (!location?.includes(paths.newPassword)) throw new Error(`The sign-in redirected to ${location}.`);
  await client.submit(paths.newPassword, "confirmation", { password: CHOSEN, confirmation: CHOSEN });
  return client;
}

/**
 * Signs in as the first administrator with the password in a log.
 * @param services one of which has created the account
 */
export async function firstAdministrator(installation: Installation, services = ["gatehouse"]): Promise<Client> {
  const shown = services.flatMap((name) => credentialsIn(installation.container(name).logs())).at(0);
  if (!shown) throw new Error("The log has no sign-in details.");
  return signInFirst(installation.server(), shown);
}

export async function accountId(admin: Client, search: string): Promise<string> {
  const { body } = await admin.get(`${paths.accounts}?${new URLSearchParams({ search })}`);
  const [, id = ""] = body.match(/\/administration\/user-accounts\/([0-9a-f-]{36})/) ?? [];
  if (!id) throw new Error(`The list has no ${search}.`);
  return id;
}
