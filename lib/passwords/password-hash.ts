import { createHmac, randomBytes } from "node:crypto";
import { hash, parseOptions, verify } from "@node-rs/bcrypt";
import { config } from "#lib/config/index.ts";
import { type DerivedKey, passwordKeys } from "#lib/crypto/derived-keys.ts";
import type { HashingTurn } from "./hashing-queue.ts";
import { normalizedPassword } from "./password-policy.ts";

/**
 * Stored as `hmac-sha384+bcrypt:KEYID:BCRYPT`. The keyed digest goes first because bcrypt reads 72 bytes and says
 * nothing about the rest (OWASP ASVS 6.2.8): in base64 it has 64, of any password.
 */
const SCHEME = "hmac-sha384+bcrypt";

const digest = (password: string, { key }: DerivedKey) =>
  createHmac("sha384", key).update(normalizedPassword(password)).digest("base64");

const newestKey = (): DerivedKey => {
  const [newest] = passwordKeys();
  if (!newest) throw new Error("No AUTH_SECRET is configured.");
  return newest;
};

const seal = (key: DerivedKey, bcrypt: string) => `${SCHEME}:${key.id}:${bcrypt}`;

/**
 * Hashes a password with today's key and cost.
 * @throws RetryLater when too many hashes are waiting
 */
export async function hashPassword(password: string, turn: HashingTurn): Promise<string> {
  const key = newestKey();
  return seal(key, await turn(() => hash(digest(password, key), { cost: config().bcryptCost })));
}

type Opened = Readonly<{ key: DerivedKey; bcrypt: string }>;

type Dummy = Readonly<{ cost: number; opened: Promise<Opened> }>;

/** On `globalThis`, because every part of the compiled side loads its own copy of this file. */
const KEY = Symbol.for("gatehouse.dummy-hash");
const shared = globalThis as typeof globalThis & { [key: symbol]: Dummy | undefined };

/** The hash of nothing anybody knows, with today's key and cost: what a sign-in to no account is compared with. */
function dummyHash(): Promise<Opened> {
  const cost = config().bcryptCost;
  const dummy = shared[KEY];
  if (dummy?.cost === cost) return dummy.opened;
  const opened = makeDummy(newestKey(), cost);
  shared[KEY] = { cost, opened };
  return opened;
}

const makeDummy = async (key: DerivedKey, cost: number): Promise<Opened> => ({
  key,
  bcrypt: await hash(digest(randomBytes(32).toString("base64"), key), { cost }),
});

/** Makes the dummy hash before the first sign-in asks for it. */
export const prepareDummyHash = async (): Promise<void> => void (await dummyHash());

export type Comparison = Readonly<{ matches: boolean; outdated: boolean }>;

/**
 * Compares a password with a stored hash in the same time for every account: with no hash, or one whose key is gone,
 * the work is done against a dummy and the answer is no; with a hash of a lower cost, the difference is made up for.
 * @throws RetryLater when too many hashes are waiting
 */
export async function comparePassword(password: string, stored: string | null, turn: HashingTurn): Promise<Comparison> {
  const known = opened(stored);
  // Waited for in any case: the first comparison of a process would otherwise tell whether there was a hash.
  const dummy = await dummyHash();
  const { key, bcrypt } = known ?? dummy;
  const { cost } = parseOptions(bcrypt);
  const matches = await turn(async () => {
    const same = await verify(digest(password, key), bcrypt);
    for (let lower = cost; lower < config().bcryptCost; lower++) await hash(digest(password, key), { cost: lower });
    return same;
  });
  if (!known) return { matches: false, outdated: false };
  return { matches, outdated: key !== newestKey() || cost !== config().bcryptCost };
}

function opened(stored: string | null): Opened | undefined {
  const [scheme, keyId, bcrypt] = stored?.split(":") ?? [];
  const key = scheme === SCHEME ? passwordKeys().find(({ id }) => id === keyId) : undefined;
  return key && bcrypt ? { key, bcrypt } : undefined;
}

/**
 * Whether a new password repeats the one it is to replace. No sign-in: its answer opens nothing.
 * @throws RetryLater when too many hashes are waiting
 */
export const isSamePassword = async (password: string, stored: string, turn: HashingTurn): Promise<boolean> =>
  (await comparePassword(password, stored, turn)).matches;
