import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount, anonymousSource, invitedAccount } from "#tests/db/people.ts";
import type { Server } from "#tests/servers/server.ts";
import { type Answer, Client } from "./client.ts";

export const SESSION_COOKIE = "gatehouse.session";

/** How the sign-in page says that it refuses. */
export const SIGN_IN_REFUSED = "Incorrect email or password.";

type Credentials = Readonly<{ email: string; password: string }>;

/** Nobody who is signed in, at an address that nobody else has. */
export const anonymousClient = (server: Server): Client =>
  new Client(server, { "x-forwarded-for": String(anonymousSource().address) });

export const submitSignIn = (client: Client, { email, password }: Credentials): Promise<Answer> =>
  client.submit(paths.login, "password", { email, password });

/**
 * Signs in.
 * @throws Error where that starts no session
 */
export async function signIn(client: Client, credentials: Credentials): Promise<Client> {
  const answer = await submitSignIn(client, credentials);
  if (!startsSession(answer)) throw new Error(`${credentials.email} was not signed in (${answer.status}).`);
  return client;
}

export const startsSession = ({ setCookies }: Answer): boolean =>
  setCookies.some((line) => line.startsWith(`${SESSION_COOKIE}=`) || line.startsWith(`__Host-${SESSION_COOKIE}=`));

/** Whether a client's cookie still opens what only somebody who is signed in sees. */
export async function isSignedIn(client: Client): Promise<boolean> {
  const { status } = await client.get(paths.account);
  if (status !== 200 && status !== 307) throw new Error(`The account page answered ${status}.`);
  return status === 200;
}

export const adminClient = async (server: Server): Promise<Client> =>
  signIn(anonymousClient(server), await adminAccount());

export const viewerClient = async (server: Server): Promise<Client> =>
  signIn(anonymousClient(server), await activeAccount());

/** Signed in with a single-use password, and allowed to do nothing but replace it. */
export const passwordChangeClient = async (server: Server): Promise<Client> =>
  signIn(anonymousClient(server), await invitedAccount());

/** Signs in through next-auth's own route, as a script could. */
export async function signInThroughRoute(client: Client, { email, password }: { email: unknown; password: unknown }) {
  const { csrfToken } = JSON.parse((await client.get("/api/auth/csrf")).body);
  return client.send("POST", "/api/auth/callback/credentials", {
    headers: { origin: client.origin, "content-type": "application/json" },
    body: JSON.stringify({ csrfToken, email, password }),
  });
}
