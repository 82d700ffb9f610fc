import { type SQL, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { read, transaction } from "#db/client.ts";
import type { Actor } from "#lib/access/actor.ts";
import { accountsQuery, writeCursor } from "#lib/accounts/accounts-query.ts";
import { domainIdsAtOrBelow } from "#lib/accounts/filter-by-domain.ts";
import { filteredList, MANY_CANDIDATES } from "#lib/accounts/list-filtered.ts";
import { SORTS, type Sort } from "#lib/accounts/list-options.ts";
import { setPlanner } from "#lib/accounts/planner-settings.ts";
import { scanQuery } from "#lib/accounts/scan-in-order.ts";
import { unfiltered } from "#lib/accounts/select-rows.ts";
import { candidatesQuery, sourcesOf } from "#lib/accounts/sort-candidates.ts";
import { matchesQuery } from "#lib/accounts/sort-matches.ts";
import { type Random, randomFrom } from "#seed/random.ts";
import { domainsOf, groupWith, type TestGroup } from "./domains.ts";
import { addManyAccounts } from "./many-accounts.ts";
import { asOwner, onTheSide } from "./owner.ts";
import { emailsOn, page } from "./paging.ts";
import { administrator } from "./people.ts";

const ACCOUNTS = 200_000;
/** Each in eight orders, so that there are 504 combinations. */
const SEARCHES = 63;
const PATHS = ["North", "North/Oslo", "North/Oslo/Harbour", "South", "South/Nice", "East"];

let actor: Actor;
let group: TestGroup;

beforeAll(async () => {
  actor = await administrator();
  group = await groupWith(PATHS, actor);
  await asOwner`CREATE UNLOGGED TABLE matches
    (id uuid, email text, sort_key text, created_at timestamptz, last_sign_in_at timestamptz)`;
  await addManyAccounts(
    ACCOUNTS,
    [...(await domainsOf(group)).values()].map(({ id }) => id),
  );
}, 120_000);

// ---- The plans

type Plan = Readonly<{
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  Plans?: Plan[];
}>;

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

async function nodesIn(query: SQL, purpose: Parameters<typeof setPlanner>[1]): Promise<Plan[]> {
  return transaction(async (tx) => {
    await setPlanner(tx, purpose);
    const [row] = await tx.execute<{ "QUERY PLAN": [{ Plan: Plan }] }>(sql`EXPLAIN (FORMAT JSON) ${query}`);
    return row ? nodesOf(row["QUERY PLAN"][0].Plan) : [];
  });
}

const typesOf = (nodes: readonly Plan[]) => nodes.map((node) => node["Node Type"]);
const indexesOf = (nodes: readonly Plan[]) => nodes.flatMap((node) => node["Index Name"] ?? []);

const isSequential = ({ "Node Type": type, "Relation Name": table = "" }: Plan) =>
  type === "Seq Scan" && ["accounts", "credentials", "account_domains"].includes(table);

const ORDERS = SORTS.flatMap((sort) => ["ascending", "descending"].map((direction) => ({ sort, direction })));

const INDEXES: Record<Sort, string> = {
  name: "accounts_by_name",
  email: "accounts_by_email",
  created: "accounts_by_creation",
  "last-sign-in": "credentials_by_last_sign_in",
};

const CURSOR_KEYS: Record<Sort, string> = {
  name: "kovacs bob",
  email: "bob100@oslo.example",
  created: "2025-12-01T00:00:00.000Z",
  "last-sign-in": "2025-12-20T00:00:00.000Z",
};

test.each(ORDERS)("the list by $sort, $direction, reads its index alone", async ({ sort, direction }) => {
  for (const hasCursor of [true, false]) {
    const { query } = await read(async (db) => ({
      query: unfiltered(db, { sort, isAscending: direction === "ascending" }, hasCursor).toSQL().sql,
    }));
    const [row] = await onTheSide.unsafe<{ "QUERY PLAN": [{ Plan: Plan }] }[]>(
      `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${query}`,
    );
    const limit = row?.["QUERY PLAN"][0].Plan;
    const nodes = limit ? nodesOf(limit) : [];
    expect(indexesOf(nodes)).toContain(INDEXES[sort]);
    expect(nodes.filter(isSequential)).toEqual([]);
    // Only the domains of each row are sorted.
    expect([limit?.["Node Type"], limit?.Plans?.[0]?.["Node Type"]]).toEqual(["Limit", "Nested Loop"]);
  }
});

const TERMS = ["", "kovacs", "anna kovacs", "zzyzx", "paris", "li", "q", "五", "%_", "щур", "nobodyhere"];

const NARROWED: Record<string, string>[] = [
  {},
  { state: "LOCKED" },
  { state: "ACTIVE" },
  { role: "viewer" },
  { role: "administrator" },
  { domain: "North" },
  { domain: "East" },
  { role: "viewer", state: "LOCKED" },
  { role: "device-manager", domain: "South" },
  { state: "LOCKED", domain: "North" },
];

/** Every term with every filter. */
const FILTERED = TERMS.flatMap((search) => NARROWED.map((filters) => ({ search, ...filters }))).filter(
  (parameters) => parameters.search || Object.keys(parameters).length > 1,
);

async function listOf(parameters: Record<string, string>) {
  const query = accountsQuery.parse({
    ...parameters,
    after: writeCursor({ key: CURSOR_KEYS[parameters.sort as Sort], id: "00000000-0000-4000-8000-000000000000" }),
  });
  const domainIds = await transaction((tx) =>
    query.domain ? domainIdsAtOrBelow(tx, query.domain) : Promise.resolve([]),
  );
  return filteredList(query, domainIds, undefined);
}

function indexOfScan(sort: Sort, { state, domain }: Record<string, string>): string {
  const isLocked = state === "LOCKED";
  if (sort === "last-sign-in") return isLocked ? "credentials_locked_by_last_sign_in" : INDEXES[sort];
  if (sort === "created" && isLocked) return "credentials_locked_by_creation";
  return domain ? INDEXES[sort].replace("accounts", "account_domains") : INDEXES[sort];
}

test.each(ORDERS)(
  "scans by $sort, $direction, follow the index, whatever is searched for",
  async ({ sort, direction }) => {
    for (const filters of FILTERED) {
      const nodes = await nodesIn(scanQuery(await listOf({ ...filters, sort, direction }), 1_000), "scan");
      const label = JSON.stringify(filters);
      expect(indexesOf(nodes), label).toContain(indexOfScan(sort, filters));
      expect(typesOf(nodes), label).not.toContain("Sort");
      expect(nodes.filter(isSequential), label).toEqual([]);
    }
  },
);

test.each(ORDERS)(
  "candidates by $sort, $direction, come from an index and alone are sorted",
  async ({ sort, direction }) => {
    for (const filters of FILTERED) {
      const list = await listOf({ ...filters, sort, direction });
      for (const source of sourcesOf(list)) {
        const nodes = await nodesIn(candidatesQuery(list, source, MANY_CANDIDATES), "sort");
        const label = JSON.stringify(filters);
        expect(nodes.filter(isSequential), label).toEqual([]);
        const meant = source.hasKey ? /^accounts_by_search$/ : /^credentials_locked/;
        expect(indexesOf(nodes), label).toContainEqual(expect.stringMatching(meant));
        const inOrder = Object.values(INDEXES);
        expect(
          indexesOf(nodes).filter((name) => inOrder.includes(name)),
          label,
        ).toEqual([]);
      }
    }
  },
);

test.each(ORDERS)(
  "frequent matches that are far down by $sort, $direction, are sorted by id and key",
  async ({ sort, direction }) => {
    for (const filters of FILTERED) {
      const nodes = await nodesIn(matchesQuery(await listOf({ ...filters, sort, direction })), "all");
      expect(indexesOf(nodes).filter((name) => Object.values(INDEXES).includes(name))).toEqual([]);
    }
  },
);

// ---- The rows, compared with a plain query

type Match = Readonly<{ id: string; email: string; key: string }>;

const textOf = (moment: string) => `to_char(${moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const KEYS: Record<Sort, { order: string; text: string }> = {
  name: { order: 'sort_key COLLATE "C"', text: "sort_key" },
  email: { order: 'email COLLATE "C"', text: "email" },
  created: { order: "created_at", text: textOf("created_at") },
  "last-sign-in": {
    order: "coalesce(last_sign_in_at, '-infinity')",
    text: `coalesce(${textOf("last_sign_in_at")}, '-infinity')`,
  },
};

/** A term as a user might type it, of what some account is called, or of nothing. */
function randomTerm(random: Random, texts: readonly string[]): string {
  const text = [...random.pick(texts)];
  const part = (longest: number) => {
    const from = random.below(text.length);
    return text.slice(from, from + 1 + random.below(longest)).join("");
  };
  const kinds = [
    () => "",
    () => part(2),
    () => part(5),
    () => `${part(3)} ${part(4)}`,
    () => random.pick(text.join("").split(" ")),
    () => random.pick(["nobodyhere", "zzyzx", "li", "五", "%", "paris", "an", "@"]),
  ];
  return random.pick(kinds)().replace(/\s+/g, " ").trim();
}

function randomFilters(random: Random): Record<string, string> {
  const filters: Record<string, string> = {};
  if (random.below(3) === 0) filters.state = random.pick(["ACTIVE", "LOCKED"]);
  if (random.below(3) === 0) filters.role = random.pick(["viewer", "device-manager", "administrator"]);
  if (random.below(3) === 0) filters.domain = random.pick([...PATHS, `${group.name}: North`, "Nowhere"]);
  return filters;
}

/** Accounts that follow each other in ascending order, out of all that match. */
type Section = Readonly<{ accounts: readonly Match[]; hasFirst: boolean; hasLast: boolean }>;

/** Of fewer, all; of more, a section for a few pages. */
const SECTION = 160;
const PAGES = 2;
/** Pages may begin this much earlier on the way back, after accounts were deleted. */
const MARGIN = 30;

/** Everything that matches. Written without the product's code, and without regard to time. */
async function findMatches({ search = "", state, role, domain }: Record<string, string>): Promise<void> {
  const conditions = search.split(" ").map((word) => asOwner`position(${word} IN a.search_text) > 0`);
  if (role) conditions.push(asOwner`${role} = ANY(a.roles)`);
  if (state) conditions.push(asOwner`(c.locked_at IS NOT NULL) = ${state === "LOCKED"}`);
  if (domain) {
    const path = domain.replace(/^.*: /, "").toLowerCase();
    conditions.push(asOwner`a.id IN (SELECT account_id FROM account_domains JOIN domains d ON d.id = domain_id
      WHERE lower(d.path) = ${path} OR starts_with(lower(d.path), ${`${path}/`}))`);
  }
  await asOwner`TRUNCATE matches`;
  await asOwner`
    INSERT INTO matches SELECT a.id, a.email, a.sort_key, a.created_at, c.last_sign_in_at
    FROM accounts a JOIN credentials c ON c.account_id = a.id
    WHERE ${conditions.reduce((one, other) => asOwner`${one} AND ${other}`)}`;
}

/** @param at between 0 and 1: where the section begins */
async function sectionOf(sort: Sort, at: number): Promise<Section> {
  const { order, text } = KEYS[sort];
  const [{ total } = { total: 0 }] = await asOwner<{ total: number }[]>`SELECT count(*)::int AS total FROM matches`;
  const skipped = Math.min(Math.floor(total * at), Math.max(total - SECTION, 0));
  const accounts = await asOwner<Match[]>`SELECT id, email, ${asOwner.unsafe(text)} AS key FROM matches
    ORDER BY ${asOwner.unsafe(order)}, id LIMIT ${SECTION} OFFSET ${skipped}`;
  return { accounts, hasFirst: skipped === 0, hasLast: skipped + accounts.length === total };
}

/** Adds, renames, restricts, locks and deletes an account each, and returns the emails that these had before or have now. */
async function change(random: Random, emails: readonly string[], number: number): Promise<string[]> {
  const [renamed, deleted, locked] = [random.pick(emails), random.pick(emails), random.pick(emails)];
  const added = `added${number}@paris.example`;
  const name = random.pick(["kovacs", "zzyzx", "五十嵐", "aaa"]);
  await onTheSide.begin(async (tx) => {
    await tx`UPDATE accounts SET last_name = ${name}, sort_key = ${name} || ' ' || lower(first_name),
      search_text = concat_ws(' ', lower(first_name), ${name}::text, lower(first_name), email)
      WHERE email = ${renamed} AND email <> ${actor.email}`;
    await tx`DELETE FROM accounts WHERE email = ${deleted} AND email <> ${actor.email}`;
    await tx`UPDATE credentials SET locked_at = CASE WHEN locked_at IS NULL THEN now() END
      FROM accounts WHERE id = account_id AND email = ${locked} AND email <> ${actor.email}`;
    await tx`WITH account AS (
      INSERT INTO accounts (email, first_name, last_name, roles, sort_key, search_text)
      VALUES (${added}, 'bob', ${name}, '{viewer}', ${name} || ' bob', concat_ws(' ', 'bob', ${name}::text, 'bob', ${added}::text))
      RETURNING id) INSERT INTO credentials (account_id) SELECT id FROM account`;
  });
  return [renamed, deleted, locked, added];
}

type Walk = Readonly<{
  parameters: Record<string, string>;
  /** In the order of the list. */
  section: Section;
  /** The emails of accounts that have changed since. */
  changed: ReadonlySet<string>;
  meanwhile: () => Promise<void>;
}>;

/** There and back. */
async function walk({ parameters, section: { accounts, hasFirst, hasLast }, changed, meanwhile }: Walk): Promise<void> {
  const unchanged = (emails: readonly string[]) => emails.filter((email) => !changed.has(email));
  const before = hasFirst ? undefined : accounts[MARGIN];
  const all = accounts.map(({ email }) => email);
  const pages = [await page(actor, { ...parameters, ...(before && { after: writeCursor(before) }) })];
  while (pages.at(-1)?.next && ((hasFirst && hasLast) || pages.length < PAGES)) {
    await meanwhile();
    pages.push(await page(actor, { ...parameters, after: String(pages.at(-1)?.next) }));
  }
  const seen = unchanged(emailsOn(pages));
  const wanted = unchanged(before ? all.slice(MARGIN + 1) : all);
  const isEnd = hasLast && !pages.at(-1)?.next;
  expect(seen).toEqual(isEnd ? wanted : wanted.slice(0, seen.length));
  expect(seen.length).toBeGreaterThanOrEqual(isEnd ? 0 : PAGES * 50 - changed.size);

  const back = pages.slice(-1);
  while (back[0]?.previous && back.length < pages.length) {
    await meanwhile();
    back.unshift(await page(actor, { ...parameters, before: back[0].previous }));
  }
  const again = unchanged(emailsOn(back));
  const from = Math.max(0, unchanged(all).indexOf(again[0] ?? ""));
  expect(again).toEqual(unchanged(all).slice(from, from + again.length));
  expect(again.length).toBeGreaterThanOrEqual(seen.length - changed.size);
}

const reversed = ({ accounts, hasFirst, hasLast }: Section): Section => ({
  accounts: accounts.toReversed(),
  hasFirst: hasLast,
  hasLast: hasFirst,
});

test("every random search shows the rows of a plain query, in its order", async () => {
  const random = randomFrom(20_261);
  const some = await onTheSide<{ text: string; email: string }[]>`
    SELECT search_text AS text, email FROM accounts TABLESAMPLE SYSTEM (1) WHERE email LIKE '%.example'`;
  const texts = some.map(({ text }) => text);
  let number = 0;

  for (let search = 0; search < SEARCHES; search++) {
    const chosen = { ...randomFilters(random), search: randomTerm(random, texts) };
    const changed = new Set<string>();
    await findMatches(chosen);
    for (const sort of SORTS) {
      const ascending = await sectionOf(sort, random.pick([0, random.below(100) / 100, 1]));
      const meanwhile = async () => {
        if (random.below(2) === 0) return;
        const { accounts } = ascending;
        const emails = [random.pick(some).email, ...(accounts.length > 0 ? [random.pick(accounts).email] : [])];
        for (const email of await change(random, emails, number++)) changed.add(email);
      };
      for (const [direction, section] of Object.entries({ ascending, descending: reversed(ascending) })) {
        const parameters = { ...chosen, sort, direction };
        await walk({ parameters, section, changed, meanwhile }).catch((error: Error) => {
          error.message = `Search ${search}, ${JSON.stringify(parameters)}: ${error.message}`;
          throw error;
        });
      }
    }
  }
}, 300_000);
