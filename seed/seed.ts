import { randomBytes } from "node:crypto";
import { count, inArray, sql } from "drizzle-orm";
import pLimit from "p-limit";
import { bulkInsert } from "#db/bulk-insert.ts";
import { read } from "#db/client.ts";
import { copyRows } from "#db/copy.ts";
import { accountDomains } from "#db/schema/account-domains.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import { config } from "#lib/config/index.ts";
import { schedulerFor } from "#lib/passwords/hashing-queue.ts";
import { hashPassword } from "#lib/passwords/password-hash.ts";
import { accountRows, type SeededAccount } from "./account-rows.ts";
import {
  active,
  type CredentialState,
  expired,
  invited,
  locked,
  type StateContext,
  withFailedAttempts,
} from "./credential-states.ts";
import { type DemonstrationDomains, domainsFor, seedDomains } from "./domains.ts";
import { demonstrationPerson } from "./person.ts";
import { randomFrom } from "./random.ts";

const BATCH_SIZE = 2_000;
/** One is generated while the others are inserted. */
const CONCURRENT_BATCHES = 3;
const DAY_MS = 24 * 3_600_000;
const MAX_AGE_MS = 3 * 365 * DAY_MS;

type StateFactory = (context: StateContext) => CredentialState;

const STATES: readonly StateFactory[] = [
  ...Array<StateFactory>(15).fill(active),
  withFailedAttempts,
  locked,
  invited,
  invited,
  expired,
];

/**
 * Adds demonstration accounts and domains. They are the same in every run, so that another run adds only those missing.
 * All accounts share one random password that nobody knows. They can be locked and reset like any other account.
 */
export async function seed(options: {
  accounts: number;
  onProgress?: (done: number) => void;
}): Promise<{ added: number; total: number }> {
  const passwordHash = await hashPassword(randomBytes(32).toString("base64"), schedulerFor("operator"));
  const [now, domains] = await Promise.all([databaseTime(), seedDomains()]);
  let done = 0;
  const batches = Array.from({ length: Math.ceil(options.accounts / BATCH_SIZE) }, (_, index) => index * BATCH_SIZE);
  const addBatch = async (first: number) => {
    const size = Math.min(BATCH_SIZE, options.accounts - first);
    const batch = Array.from({ length: size }, (_, index) =>
      demonstrationAccount(first + index, now, passwordHash, domains),
    );
    const inserted = await addAccounts(batch);
    done += size;
    options.onProgress?.(done);
    return inserted;
  };
  const added = await bulkInsert([accounts, credentials, accountDomains], () =>
    pLimit(CONCURRENT_BATCHES).map(batches, addBatch),
  );
  const [all] = await read((db) => db.select({ total: count() }).from(accounts));
  return { added: added.reduce((sum, inserted) => sum + inserted, 0), total: all?.total ?? 0 };
}

/** Skips accounts whose email exists. @returns how many it added */
async function addAccounts(batch: readonly SeededAccount[]): Promise<number> {
  const added = await withNewEmails(batch);
  const rows = accountRows(added);
  await copyRows(async (copy) => {
    await copy(accounts, rows.accounts);
    await copy(credentials, rows.credentials);
    await copy(accountDomains, rows.accountDomains);
  });
  return added.length;
}

async function withNewEmails(batch: readonly SeededAccount[]): Promise<readonly SeededAccount[]> {
  const emails = batch.map(({ person }) => person.email);
  const stored = await read((db) =>
    db.select({ email: accounts.email }).from(accounts).where(inArray(accounts.email, emails)),
  );
  const known = new Set(stored.map(({ email }) => email));
  return batch.filter(({ person }) => !known.has(person.email));
}

function demonstrationAccount(
  number: number,
  now: Date,
  passwordHash: string,
  domains: DemonstrationDomains,
): SeededAccount {
  const random = randomFrom(-1 - number);
  const person = demonstrationPerson(number);
  const credentialState = random.pick(STATES)({ now, passwordHash, lockAfter: config().lockAfter, random });
  const createdAt = createdBefore(credentialState, now, random.below(MAX_AGE_MS));
  return { person, createdAt, credentialState, domainIds: domainsFor(random, person.roles, domains) };
}

const createdBefore = ({ lastSignInAt, singleUseExpiresAt }: CredentialState, now: Date, ageMs: number): Date =>
  new Date((lastSignInAt ?? singleUseExpiresAt ?? now).getTime() - DAY_MS - (lastSignInAt ? ageMs : 0));

async function databaseTime(): Promise<Date> {
  const [row] = await read((db) => db.execute<{ now: string }>(sql`SELECT extract(epoch FROM now()) AS now`));
  return new Date(Number(row?.now) * 1000);
}
