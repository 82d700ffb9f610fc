import { eq } from "drizzle-orm";
import { read, transaction } from "#db/client.ts";
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
import { active, type Circumstances, type CredentialState, expired, invited, locked } from "#seed/credential-states.ts";
import { type Person, person } from "#seed/person.ts";
import { randomFrom } from "#seed/random.ts";
import { insertAccounts } from "#seed/seed.ts";

export type TestAccount = Person & Readonly<{ id: string; password: string }>;

/** The password of everybody who has one. */
export const PASSWORD = "seven lanterns, one ferry";

let passwordHash: Readonly<{ of: string; hash: Promise<string> }> | undefined;

/** Hashed once for each secret and cost. */
function hashOfPassword(): Promise<string> {
  const { authSecrets, bcryptCost } = config();
  const of = JSON.stringify([authSecrets, bcryptCost]);
  if (passwordHash?.of !== of) passwordHash = { of, hash: hashPassword(PASSWORD, schedulerFor("operator")) };
  return passwordHash.hash;
}

/** Which of the processes that share a database this is: only those of Playwright do. */
const WORKER = Number(process.env.TEST_WORKER_INDEX ?? 0);

/** Numbers that no seeded account has, nor one that another process makes in the same database. */
const FIRST_NUMBER = 1_000_000 * (WORKER + 1);
const nextNumbers = new Map<string, number>();

/** Each database begins with the same people, whichever tests ran in this process before. */
function nextNumber(): number {
  const { host, pathname } = new URL(String(config().databaseUrl));
  const database = host + pathname;
  const number = nextNumbers.get(database) ?? FIRST_NUMBER;
  nextNumbers.set(database, number + 1);
  return number;
}

async function account(life: (of: Circumstances) => CredentialState, given: Partial<Person>): Promise<TestAccount> {
  const number = nextNumber();
  const somebody: Person = { ...person(number), roles: ["viewer"], ...given };
  const now = new Date();
  const circumstances = {
    now,
    passwordHash: await hashOfPassword(),
    lockAfter: config().lockAfter,
    random: randomFrom(number),
  };
  const [id] = await transaction((tx) =>
    insertAccounts(tx, [{ person: somebody, createdAt: now, life: life(circumstances) }]),
  );
  if (!id) throw new Error(`There is an account ${somebody.email} already.`);
  return { ...somebody, id, password: PASSWORD };
}

export const activeAccount = (given: Partial<Person> = {}) => account(active, given);

export const lockedAccount = (given: Partial<Person> = {}) => account(locked, given);

/** Holds a single-use password that still works. */
export const invitedAccount = (given: Partial<Person> = {}) => account(invited, given);

/** Holds a single-use password that works no more. */
export const expiredAccount = (given: Partial<Person> = {}) => account(expired, given);

export const accountWithoutPassword = (given: Partial<Person> = {}) => account(() => ({ passwordHash: null }), given);

/** Has signed in through an identity provider and has never had a password. */
export async function federatedAccount(given: Partial<Person> = {}): Promise<TestAccount> {
  const somebody = await accountWithoutPassword(given);
  const issuer = config().identityProvider?.issuer ?? "https://id.example.com";
  await link(somebody.id, issuer);
  return somebody;
}

/** Links an account to a person at an identity provider, as that person's first sign-in does. */
export const link = (accountId: string, issuer: string) =>
  read((db) => db.insert(identities).values({ accountId, issuer, subject: `subject of ${accountId}` }));

export const adminAccount = (given: Partial<Person> = {}) => activeAccount({ roles: [ADMINISTRATOR], ...given });

let words = 0;

/** A word that stands in no other account, for finding the accounts of one test in a list. */
export function uniqueWord(): string {
  const letters = [...String(WORKER * 10_000 + words++)].map((digit) => "qjxkvzwybp"[Number(digit)]);
  return `qx${letters.join("")}x`;
}

let anonymousSources = 0;

/** Somebody elsewhere on the internet, a different one each time and in each process. */
export function anonymousSource(): RequestSource {
  const number = anonymousSources++;
  return { address: `10.${WORKER & 255}.${number >> 8}.${number & 255}`, userAgent: "Lynx/2.9" };
}

/** Signs an account in without asking for its password. */
export async function signedIn(somebody: TestAccount): Promise<Actor> {
  const source = anonymousSource();
  const secret = await transaction((tx) => createSession(tx, somebody.id, source));
  const [session] = await read((db) =>
    db
      .select()
      .from(sessions)
      .where(eq(sessions.tokenHash, hashToken(secret))),
  );
  if (!session) throw new Error("The session was not stored.");
  const { id, email, firstName, lastName, roles } = somebody;
  return { id, sessionId: session.id, email, firstName, lastName, roles, restrictions: [], address: source.address };
}

export const administrator = async (): Promise<Actor> => signedIn(await activeAccount({ roles: [ADMINISTRATOR] }));

export const viewer = async (): Promise<Actor> => signedIn(await activeAccount());
