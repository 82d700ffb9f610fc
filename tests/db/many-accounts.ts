import { asOwner } from "./owner.ts";

/** In what order, and how often, is up to the number: common and rare names, several scripts, and clusters in every order. */
const FIRST_NAMES = ["anna", "bob", "chloe", "dmitri", "elena", "fang", "さくら", "οδυσσεασ", "жанна", "zz", "li", "q"];
const LAST_NAMES = [
  "kovacs",
  "novakova",
  "li",
  "五十嵐",
  "papadopoulos",
  "o'brien",
  "petrov",
  "παπασ",
  "щур",
  "zzyzx",
  "ng",
  "100%_a",
];

/**
 * Adds accounts by SQL, because the product would take minutes. Searching finds what is stored, so their names are in lower case.
 * Some are locked, more often among the newest; some are in domains.
 */
export async function addManyAccounts(count: number, domainIds: readonly string[]): Promise<void> {
  await asOwner.begin(async (sql) => {
    await sql`SELECT set_config('statement_timeout', '0', true), setseed(0.5)`;
    const [index] = await sql<{ definition: string }[]>`
      SELECT pg_get_indexdef('accounts_by_search'::regclass) AS definition`;
    await sql`DROP INDEX accounts_by_search`;
    await sql`
      CREATE TEMP TABLE added ON COMMIT DROP AS
      SELECT gen_random_uuid() AS id, n, first_name, last_name,
        format('%s%s@%s.example', translate(first_name, 'さくらοδυσεαжн', 'sakodyseazn'), n,
          (ARRAY['paris', 'oslo', 'kyoto'])[1 + n % 3]) AS email,
        (ARRAY['{viewer}', '{viewer}', '{device-manager}', '{viewer,base-station-manager}', '{administrator}'])[1 + n % 5]::text[] AS roles,
        timestamptz '2026-01-01' - n * interval '1 minute' / 3 AS created_at,
        CASE WHEN n % 6 > 0 THEN timestamptz '2026-02-01' - floor(random() * 90000) * interval '1 minute' END AS last_sign_in_at,
        (n < ${count} / 10 AND n % 3 = 0) OR n % 40 = 0 AS is_locked
      FROM (SELECT n, (${sql.array([...FIRST_NAMES])}::text[])[1 + floor(random() * random() * ${FIRST_NAMES.length})] AS first_name,
        (${sql.array([...LAST_NAMES])}::text[])[1 + floor(random() * random() * ${LAST_NAMES.length})] AS last_name
        FROM generate_series(1, ${count}::int) n) names`;
    await sql`
      INSERT INTO accounts (id, email, first_name, last_name, roles, created_at, sort_key, search_text)
      SELECT id, email, first_name, last_name, roles, created_at, last_name || ' ' || first_name,
        concat_ws(' ', first_name, last_name, first_name, email) FROM added`;
    await sql`
      INSERT INTO credentials (account_id, last_sign_in_at, locked_at)
      SELECT id, last_sign_in_at, CASE WHEN is_locked THEN timestamptz '2026-03-01' END FROM added`;
    await sql`
      INSERT INTO account_domains (account_id, domain_id)
      SELECT DISTINCT id, ((${sql.array([...domainIds])}::text[])[1 + (n / 7 * step) % ${domainIds.length}])::uuid
      FROM added, generate_series(1, 1 + n % 2) step WHERE n % 3 = 0 AND NOT roles @> '{administrator}'`;
    // Building it once takes a fraction of the time of adding every account.
    await sql.unsafe(String(index?.definition));
  });
  for (const table of ["accounts", "credentials", "account_domains"]) await asOwner`ANALYZE ${asOwner(table)}`;
}
