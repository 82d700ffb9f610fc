import { eq } from "drizzle-orm";
import { read, transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import { identities } from "#db/schema/identities.ts";
import { sessions } from "#db/schema/sessions.ts";
import type { Actor } from "#lib/access/actor.ts";
import { ADMINISTRATOR } from "#lib/access/roles.ts";
import { config } from "#lib/config/index.ts";
import { hashToken } from "#lib/crypto/token.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import { schedulerFor } from "#lib/passwords/hashing-queue.ts";
import { hashPassword } from "#lib/passwords/password-hash.ts";
import { createSession } from "#lib/sessions/create-session.ts";
import { accountRows, type SeededAccount } from "#seed/account-rows.ts";
import { active, type CredentialState, expired, invited, locked, type StateContext } from "#seed/credential-states.ts";
import { demonstrationPerson, type Person } from "#seed/person.ts";
import { randomFrom } from "#seed/random.ts";

export type TestAccount = Person & Readonly<{ id: string; password: string }>;

/** The password of every test account that has one. */
export const PASSWORD = "seven lanterns, one ferry";

let cachedHash: Readonly<{ key: string; hash: Promise<string> }> | undefined;

/** Hashed once per secret and cost. */
function testPasswordHash(): Promise<string> {
  const { authSecrets, bcryptCost } = config();
  const key = JSON.stringify([authSecrets, bcryptCost]);
  if (cachedHash?.key !== key) cachedHash = { key, hash: hashPassword(PASSWORD, schedulerFor("operator")) };
  return cachedHash.hash;
}

/** Only Playwright's processes share a database. */
const WORKER = Number(process.env.TEST_WORKER_INDEX ?? 0);

/** Above the seeded accounts, and apart from other processes in the same database. */
const FIRST_NUMBER = 1_000_000 * (WORKER + 1);
const nextNumbers = new Map<string, number>();

/** Every database starts with the same numbers, whichever tests ran in this process before. */
function nextNumber(): number {
  const { host, pathname } = new URL(String(config().databaseUrl));
  const database = host + pathname;
  const number = nextNumbers.get(database) ?? FIRST_NUMBER;
  nextNumbers.set(database, number + 1);
  return number;
}

async function createTestAccount(
  stateFor: (context: StateContext) => CredentialState,
  given: Partial<Person>,
): Promise<TestAccount> {
  const number = nextNumber();
  const profile: Person = { ...demonstrationPerson(number), roles: ["viewer"], ...given };
  const now = new Date();
  const context = {
    now,
    passwordHash: await testPasswordHash(),
    lockAfter: config().lockAfter,
    random: randomFrom(number),
  };
  const [id = ""] = await insertAccounts([{ person: profile, createdAt: now, credentialState: stateFor(context) }]);
  return { ...profile, id, password: PASSWORD };
}

/** @returns their ids */
export async function insertAccounts(seeded: readonly SeededAccount[]): Promise<string[]> {
  const rows = accountRows(seeded);
  await transaction(async (tx) => {
    await tx.insert(accounts).values(rows.accounts);
    await tx.insert(credentials).values(rows.credentials);
  });
  return rows.accounts.map(({ id }) => id);
}

export const activeAccount = (given: Partial<Person> = {}) => createTestAccount(active, given);

export const lockedAccount = (given: Partial<Person> = {}) => createTestAccount(locked, given);

/** Has a valid single-use password. */
export const accountWithSingleUsePassword = (given: Partial<Person> = {}) => createTestAccount(invited, given);

/** Has an expired single-use password. */
export const accountWithExpiredPassword = (given: Partial<Person> = {}) => createTestAccount(expired, given);

export const accountWithoutPassword = (given: Partial<Person> = {}) =>
  createTestAccount(() => ({ passwordHash: null }), given);

/** Has signed in through an identity provider, and never had a password. */
export async function federatedAccount(given: Partial<Person> = {}): Promise<TestAccount> {
  const account = await accountWithoutPassword(given);
  const issuer = config().identityProvider?.issuer ?? "https://id.example.com";
  await link(account.id, issuer);
  return account;
}

/** Links an account to an identity, as the first federated sign-in does. */
export const link = (accountId: string, issuer: string) =>
  read((db) => db.insert(identities).values({ accountId, issuer, subject: `subject of ${accountId}` }));

export const adminAccount = (given: Partial<Person> = {}) => activeAccount({ roles: [ADMINISTRATOR], ...given });

let words = 0;

/** Occurs in no other account, for finding one test's accounts in a list. */
export function uniqueWord(): string {
  const letters = [...String(WORKER * 10_000 + words++)].map((digit) => "qjxkvzwybp"[Number(digit)]);
  return `qx${letters.join("")}x`;
}

let anonymousSources = 0;

/** A different address each time, and in each process. */
export function anonymousSource(): RequestSource {
  const number = anonymousSources++;
  return { address: `10.${WORKER & 255}.${number >> 8}.${number & 255}`, userAgent: "Lynx/2.9" };
}

/** Creates a session without a password. */
export async function signedIn(account: TestAccount): Promise<Actor> {
  const source = anonymousSource();
  const sessionToken = await transaction((tx) => createSession(tx, account.id, source));
  const [session] = await read((db) =>
    db
      .select()
      .from(sessions)
      .where(eq(sessions.tokenHash, hashToken(sessionToken))),
  );
  if (!session) throw new Error("The session was not stored.");
  const { id, email, firstName, lastName, roles } = account;
  return { id, sessionId: session.id, email, firstName, lastName, roles, restrictions: [], address: source.address };
}

export const administrator = async (): Promise<Actor> => signedIn(await activeAccount({ roles: [ADMINISTRATOR] }));

export const viewer = async (): Promise<Actor> => signedIn(await activeAccount());
