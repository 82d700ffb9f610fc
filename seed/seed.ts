import { randomBytes } from "node:crypto";
import { count, sql } from "drizzle-orm";
import pLimit from "p-limit";
import { read, type Transaction, transaction } from "#db/client.ts";
import { accountDomains } from "#db/schema/account-domains.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import { config } from "#lib/config/index.ts";
import { schedulerFor } from "#lib/passwords/hashing-queue.ts";
import { hashPassword } from "#lib/passwords/password-hash.ts";
import { searchText, sortKey } from "#lib/profile/search-keys.ts";
import {
  active,
  type Circumstances,
  type CredentialState,
  expired,
  invited,
  locked,
  mistaken,
} from "./credential-states.ts";
import { type DemonstrationDomains, domainsFor, seedDomains } from "./domains.ts";
import { type Person, person } from "./person.ts";
import { randomFrom } from "./random.ts";

const BATCH = 2_000;
/** One batch is made while others are stored. */
const AT_ONCE = 3;
const DAY_MS = 24 * 3_600_000;
const MAX_AGE_MS = 3 * 365 * DAY_MS;

type Tale = (of: Circumstances) => CredentialState;

/** Most people come to work; a few of each kind do not. */
const LIVES: readonly Tale[] = [...Array<Tale>(15).fill(active), mistaken, locked, invited, invited, expired];

/**
 * Adds demonstration accounts and domains: the same in every run, so that running it again adds only who is missing. All
 * share the hash of one random password that nobody is told, which makes them accounts like any other (they can be
 * locked, and reset by an administrator) without a known way in.
 */
export async function seed(options: {
  accounts: number;
  onProgress?: (done: number) => void;
}): Promise<{ added: number; total: number }> {
  const passwordHash = await hashPassword(randomBytes(32).toString("base64"), schedulerFor("operator"));
  const [now, domains] = await Promise.all([databaseTime(), seedDomains()]);
  let done = 0;
  const batches = Array.from({ length: Math.ceil(options.accounts / BATCH) }, (_, index) => index * BATCH);
  const added = await pLimit(AT_ONCE).map(batches, async (first) => {
    const size = Math.min(BATCH, options.accounts - first);
    const batch = Array.from({ length: size }, (_, index) => demonstration(first + index, now, passwordHash, domains));
    const inserted = await transaction((tx) => insertAccounts(tx, batch));
    done += size;
    options.onProgress?.(done);
    return inserted.length;
  });
  const [all] = await read((db) => db.select({ total: count() }).from(accounts));
  return { added: added.reduce((sum, inserted) => sum + inserted, 0), total: all?.total ?? 0 };
}

export type SeededAccount = Readonly<{
  person: Person;
  createdAt: Date;
  life: CredentialState;
  /** The ids of those it is restricted to. */
  domains?: readonly string[];
}>;

/**
 * Inserts accounts with their credentials, but for those whose e-mail exists already.
 * @returns the ids of those inserted
 */
export async function insertAccounts(tx: Transaction, batch: readonly SeededAccount[]): Promise<string[]> {
  const added = await tx
    .insert(accounts)
    .values(batch.map(accountRow))
    .onConflictDoNothing({ target: accounts.email })
    .returning({ id: accounts.id, email: accounts.email });
  if (added.length === 0) return [];
  const told = new Map(batch.map((account) => [account.person.email, account]));
  await tx.insert(credentials).values(added.map(({ id, email }) => ({ accountId: id, ...told.get(email)?.life })));
  const restrictions = added.flatMap(({ id, email }) =>
    (told.get(email)?.domains ?? []).map((domainId) => ({ accountId: id, domainId })),
  );
  if (restrictions.length > 0) await tx.insert(accountDomains).values(restrictions);
  return added.map(({ id }) => id);
}

const accountRow = ({ person, createdAt }: SeededAccount): typeof accounts.$inferInsert => ({
  ...person,
  roles: [...person.roles],
  createdAt,
  sortKey: sortKey(person),
  searchText: searchText(person),
});

function demonstration(number: number, now: Date, passwordHash: string, domains: DemonstrationDomains): SeededAccount {
  const random = randomFrom(-1 - number);
  const somebody = person(number);
  const life = random.pick(LIVES)({ now, passwordHash, lockAfter: config().lockAfter, random });
  const createdAt = createdBefore(life, now, random.below(MAX_AGE_MS));
  return { person: somebody, createdAt, life, domains: domainsFor(random, somebody.roles, domains) };
}

/** Whoever never came was added when their single-use password was made. */
const createdBefore = ({ lastSignInAt, singleUseExpiresAt }: CredentialState, now: Date, ageMs: number): Date =>
  new Date((lastSignInAt ?? singleUseExpiresAt ?? now).getTime() - DAY_MS - (lastSignInAt ? ageMs : 0));

async function databaseTime(): Promise<Date> {
  const [row] = await read((db) => db.execute<{ now: string }>(sql`SELECT extract(epoch FROM now()) AS now`));
  return new Date(Number(row?.now) * 1000);
}
