import { createHmac, randomBytes } from "node:crypto";
import { hash, parseOptions, verify } from "@node-rs/bcrypt";
import { config } from "#lib/config/index.ts";
import { type DerivedKey, passwordKeys } from "#lib/crypto/derived-keys.ts";
import type { HashScheduler } from "./hashing-queue.ts";
import { normalizedPassword } from "./password-policy.ts";

/** bcrypt ignores everything after 72 bytes, so it gets a keyed digest of 64 characters (OWASP ASVS 6.2.8). */
const SCHEME = "hmac-sha384+bcrypt";

type ParsedHash = Readonly<{ key: DerivedKey; bcrypt: string }>;

const digest = (password: string, { key }: DerivedKey) =>
  createHmac("sha384", key).update(normalizedPassword(password)).digest("base64");

function currentKey(): DerivedKey {
  const [newest] = passwordKeys();
  if (!newest) throw new Error("No AUTH_SECRET is configured.");
  return newest;
}

const formatHash = ({ key, bcrypt }: ParsedHash) => `${SCHEME}:${key.id}:${bcrypt}`;

function parseHash(stored: string | null): ParsedHash | undefined {
  const [scheme, keyId, bcrypt] = stored?.split(":") ?? [];
  const key = scheme === SCHEME ? passwordKeys().find(({ id }) => id === keyId) : undefined;
  return key && bcrypt ? { key, bcrypt } : undefined;
}

/** @throws RetryLater when too many hashes are queued */
export async function hashPassword(password: string, schedule: HashScheduler): Promise<string> {
  const key = currentKey();
  const bcrypt = await schedule(() => hash(digest(password, key), { cost: config().bcryptCost }));
  return formatHash({ key, bcrypt });
}

type DummyHash = Readonly<{ cost: number; hash: Promise<ParsedHash> }>;

/** On `globalThis`, because the build loads several copies of this file. */
const DUMMY = Symbol.for("gatehouse.dummy-hash");
const shared = globalThis as typeof globalThis & { [key: symbol]: DummyHash | undefined };

/** Compared where an account has no usable hash. */
function dummyHash(): Promise<ParsedHash> {
  const cost = config().bcryptCost;
  const existing = shared[DUMMY];
  if (existing?.cost === cost) return existing.hash;
  const created = createDummyHash(currentKey(), cost);
  shared[DUMMY] = { cost, hash: created };
  return created;
}

const createDummyHash = async (key: DerivedKey, cost: number): Promise<ParsedHash> => ({
  key,
  bcrypt: await hash(digest(randomBytes(32).toString("base64"), key), { cost }),
});

/** At startup, so that the first sign-in does not wait for it. */
export const prepareDummyHash = async (): Promise<void> => void (await dummyHash());

export type Comparison = Readonly<{ matches: boolean; outdated: boolean }>;

/**
 * Takes equal time for every account: without a usable hash it compares a dummy, and a lower cost gets extra work.
 * @throws RetryLater when too many hashes are queued
 */
export async function comparePassword(
  password: string,
  stored: string | null,
  schedule: HashScheduler,
): Promise<Comparison> {
  const parsed = parseHash(stored);
  // Awaited even if unused: otherwise the first comparison of a process would reveal whether there is a hash.
  const dummy = await dummyHash();
  const { key, bcrypt } = parsed ?? dummy;
  const { cost } = parseOptions(bcrypt);
  const matches = await schedule(async () => {
    const isSame = await verify(digest(password, key), bcrypt);
    for (let lower = cost; lower < config().bcryptCost; lower++) await hash(digest(password, key), { cost: lower });
    return isSame;
  });
  if (!parsed) return { matches: false, outdated: false };
  return { matches, outdated: key !== currentKey() || cost !== config().bcryptCost };
}

/** Grants nothing, so it does not count as an attempt. */
export const isSamePassword = async (password: string, stored: string, schedule: HashScheduler): Promise<boolean> =>
  (await comparePassword(password, stored, schedule)).matches;
