import { paths } from "#lib/paths.ts";
import { accountWithSingleUsePassword, activeAccount, adminAccount, anonymousSource } from "#tests/db/people.ts";
import type { Server } from "#tests/servers/server.ts";
import { type Answer, Client } from "./client.ts";

export const SESSION_COOKIE = "gatehouse.session";

/** The sign-in page's error. */
export const SIGN_IN_REFUSED = "Incorrect email or password.";

type Credentials = Readonly<{ email: string; password: string }>;

/** Not signed in, at an address that no other client has. */
export const anonymousClient = (server: Server): Client =>
  new Client(server, { "x-forwarded-for": String(anonymousSource().address) });

export const submitSignIn = (client: Client, { email, password }: Credentials): Promise<Answer> =>
  client.submit(paths.login, "password", { email, password });

/** @throws Error when the sign-in creates no session */
export async function signIn(client: Client, credentials: Credentials): Promise<Client> {
  const answer = await submitSignIn(client, credentials);
  if (!startsSession(answer)) throw new Error(`${credentials.email} was not signed in (${answer.status}).`);
  return client;
}

export const startsSession = ({ setCookies }: Answer): boolean =>
  setCookies.some((line) => line.startsWith(`${SESSION_COOKIE}=`) || line.startsWith(`__Host-${SESSION_COOKIE}=`));

export async function isSignedIn(client: Client): Promise<boolean> {
  const { status } = await client.get(paths.account);
  if (status !== 200 && status !== 307) throw new Error(`The account page answered ${status}.`);
  return status === 200;
}

export const adminClient = async (server: Server): Promise<Client> =>
  signIn(anonymousClient(server), await adminAccount());

export const viewerClient = async (server: Server): Promise<Client> =>
  signIn(anonymousClient(server), await activeAccount());

/** Signed in with a single-use password, and allowed only to replace it. */
export const passwordChangeClient = async (server: Server): Promise<Client> =>
  signIn(anonymousClient(server), await accountWithSingleUsePassword());

/** Signs in through next-auth's own route. */
export async function signInThroughRoute(client: Client, { email, password }: { email: unknown; password: unknown }) {
  const { csrfToken } = JSON.parse((await client.get("/api/auth/csrf")).body);
  return client.send("POST", "/api/auth/callback/credentials", {
    headers: { origin: client.origin, "content-type": "application/json" },
    body: JSON.stringify({ csrfToken, email, password }),
  });
}
