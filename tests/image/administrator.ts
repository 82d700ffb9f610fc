import { paths } from "#lib/paths.ts";
import type { Client } from "#tests/http/client.ts";
import { anonymousClient, signIn } from "#tests/http/clients.ts";
import type { Installation, Reached } from "./installation.ts";

type Credentials = Readonly<{ email: string; password: string }>;

/** What everybody chooses in place of a single-use password. */
export const CHOSEN = "four herons on a quay";

const SHOWN = /Email +(\S+@[\w.]+).*?Single-use password +([a-z0-9-]+)/gs;

/** All the sign-in details that a log or an output shows. */
export const credentialsIn = (printed: string): Credentials[] =>
  [...printed.matchAll(SHOWN)].map(([, email = "", password = ""]) => ({ email, password }));

/**
 * Signs in with a single-use password and replaces it.
 * @throws Error where another page than that for a new password follows the sign-in
 */
export async function signInFirst(server: Reached, { email, password }: Credentials): Promise<Client> {
  const client = await signIn(anonymousClient(server), { email, password });
  const { location } = (await client.get(paths.accounts)).headers;
  if (!location?.includes(paths.newPassword)) throw new Error(`The sign-in led to ${location}.`);
  await client.submit(paths.newPassword, "confirmation", { password: CHOSEN, confirmation: CHOSEN });
  return client;
}

/**
 * The first administrator of an installation, signed in with the password that is in the log.
 * @param services of which one has made the account
 */
export async function firstAdministrator(installation: Installation, services = ["gatehouse"]): Promise<Client> {
  const shown = services.flatMap((name) => credentialsIn(installation.container(name).logs())).at(0);
  if (!shown) throw new Error("The log shows no administrator.");
  return signInFirst(installation.server(), shown);
}

/** The id of an account, from the list of accounts. */
export async function accountId(admin: Client, search: string): Promise<string> {
  const { body } = await admin.get(`${paths.accounts}?${new URLSearchParams({ search })}`);
  const [, id = ""] = body.match(/\/administration\/user-accounts\/([0-9a-f-]{36})/) ?? [];
  if (!id) throw new Error(`The list has no ${search}.`);
  return id;
}
