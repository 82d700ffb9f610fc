import { paths } from "#lib/paths.ts";
import { activeAccount, anonymousSource, invitedAccount, PASSWORD } from "#tests/db/people.ts";
import type { House } from "../house.ts";
import { administrator } from "../people.ts";
import { type Answer, Client } from "./client.ts";

export const SESSION_COOKIE = "gatehouse.session";

export const REFUSED = "The e-mail or the password is not right.";

type Credentials = Readonly<{ email: string; password: string }>;

/** Somebody who is not signed in, at an address that nobody else has. */
export const visitor = (house: House): Client =>
  new Client(house, { "x-forwarded-for": String(anonymousSource().address) });

export const sendSignIn = (client: Client, { email, password }: Credentials): Promise<Answer> =>
  client.submit(paths.login, "password", { email, password });

/** Signs in, and fails where that does not open a session. */
export async function signIn(client: Client, credentials: Credentials): Promise<Client> {
  const answer = await sendSignIn(client, credentials);
  if (!isIn(answer)) throw new Error(`${credentials.email} was not signed in (${answer.status}).`);
  return client;
}

/** Whether an answer opens a session. */
export const isIn = ({ setCookies }: Answer): boolean =>
  setCookies.some((line) => line.startsWith(`${SESSION_COOKIE}=`) || line.startsWith(`__Host-${SESSION_COOKIE}=`));

/** Whether a client's cookie still opens what only somebody who is signed in sees. */
export async function isSignedIn(client: Client): Promise<boolean> {
  const { status } = await client.get(paths.account);
  if (status !== 200 && status !== 307) throw new Error(`The account page answered ${status}.`);
  return status === 200;
}

export const signedInAdministrator = async (house: House): Promise<Client> =>
  signIn(visitor(house), await administrator());

export const signedInViewer = async (house: House): Promise<Client> => signIn(visitor(house), await activeAccount());

/** In with a single-use password, and with nothing to do but choose another. */
export const signedInHolder = async (house: House): Promise<Client> => signIn(visitor(house), await invitedAccount());

export { PASSWORD };
