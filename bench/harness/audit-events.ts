import type postgres from "postgres";

export type Person = Readonly<{ id: string; email: string }>;

export type People = Readonly<{
  /** The target of many failed sign-ins from everywhere. */
  attacked: Person;
  /** An administrator with hundreds of thousands of changes. */
  busy: Person;
  /** An administrator who created accounts long ago. */
  former: Person;
  /** Users who sign in every day. */
  regulars: readonly Person[];
}>;

/** The address of most users. */
export const OFFICE = "203.0.113.1";
/** The address of the busy administrator only. */
export const BUSY_ADDRESS = "192.0.2.7";

const DAYS = 3 * 365;

const CHANGES = JSON.stringify([
  { field: "Roles", added: ["Device manager"], removed: [] },
  { field: "Phone", from: "+33612345678", to: null },
]);

/**
 * Fills the audit log with events of three years in realistic proportions: sign-ins, mostly from one office, attacks on one
 * account and on unknown emails, and two administrators, one of whom changes accounts all the time. Some combinations of
 * frequent values occur only five times in a million events.
 * @param sql the owner of the tables, whose indexes are dropped and recreated to save time
 */
export async function fillAuditLog(sql: postgres.Sql, count: number, people: People): Promise<void> {
  const known = [people.attacked, people.busy, people.former, ...people.regulars];
  const ids = sql`${sql.array(known.map(({ id }) => id))}::uuid[]`;
  const emails = sql`${sql.array(known.map(({ email }) => email))}::text[]`;
  const regulars = people.regulars.length;
  await sql`SELECT set_config('statement_timeout', '0', false), set_config('maintenance_work_mem', '512MB', false)`;
  const indexes = await sql<{ name: string; definition: string }[]>`
    SELECT indexname AS name, indexdef AS definition FROM pg_indexes
    WHERE tablename = 'audit_events' AND indexname <> 'audit_events_pkey'`;
  for (const { name } of indexes) await sql`DROP INDEX ${sql(name)}`;
  // People are numbers: an index into the list, a higher number for others, and a negative one without an account.
  await sql`
    INSERT INTO audit_events (at, event, outcome, actor_id, actor_label, target_id, target_label, changes, address)
    SELECT
      now() - make_interval(secs => (${count}::float8 - n) * ${DAYS * 86_400}::float8 / ${count}),
      event,
      CASE WHEN event IN ('sign_in_failed', 'link_rejected', 'access_denied') THEN 'failure' ELSE 'success' END,
      CASE WHEN who > ${known.length} THEN ${unknownId(sql, "who")} WHEN who > 0 THEN (${ids})[who] END,
      CASE who WHEN -1 THEN 'an anonymous user' WHEN -2 THEN 'a user with an emailed link' WHEN -3 THEN 'the identity provider'
        ELSE CASE WHEN who > ${known.length} THEN 'person.' || who || '@example.com' ELSE (${emails})[who] END END,
      CASE WHEN whom > ${known.length} THEN ${unknownId(sql, "whom")} WHEN whom > 0 THEN (${ids})[whom] END,
      CASE WHEN whom < 0 THEN 'unknown email #' || substr(md5(whom::text), 1, 22)
        WHEN whom > ${known.length} THEN 'person.' || whom || '@example.com' ELSE (${emails})[whom] END,
      CASE WHEN event = 'account_updated' THEN ${CHANGES} ELSE '[]' END::jsonb,
      address
    FROM generate_series(1, ${count}) AS n
    CROSS JOIN LATERAL (
      SELECT n % 200000 AS rare, n % 100 AS kind,
        4 + CASE WHEN n % 10 < 4 THEN n % ${regulars} ELSE n % 99991 END AS account_number,
        '2001:db8:' || to_hex(n % 50021) || ':' || to_hex(n % 211) || '::1' AS elsewhere
    ) AS drawn
    CROSS JOIN LATERAL (
      SELECT event, who, whom, address FROM (VALUES
        (rare = 17, 'single_use_password_issued', 2, 1, ${OFFICE}),
        (rare = 18, 'access_denied', 2, 2, ${OFFICE}),
        (rare = 19, 'sign_in_failed', -1, 1, ${OFFICE}),
        (rare = 20, 'signed_in', 1, 1, ${BUSY_ADDRESS}),
        (kind < 40, 'signed_in', account_number, account_number, CASE WHEN n % 3 = 0 THEN ${OFFICE} ELSE elsewhere END),
        (kind < 52, 'signed_out', account_number, account_number, CASE WHEN n % 3 = 0 THEN ${OFFICE} ELSE elsewhere END),
        (kind < 67, 'sign_in_failed', -1, 1, elsewhere),
        (kind < 82, 'sign_in_failed', -1, -account_number, elsewhere),
        (kind < 92, 'account_updated', 2, account_number, ${BUSY_ADDRESS}),
        (kind < 95 AND n < ${count} / 2, 'account_created', 3, account_number, ${OFFICE}),
        (kind < 95, 'session_revoked', account_number, account_number, elsewhere),
        (kind < 97, 'password_reset_requested', -1, account_number, elsewhere),
        (kind < 98, 'link_rejected', -2, -1, elsewhere),
        (true, 'provider_email_changed', -3, account_number, elsewhere)
      ) AS cases (applies, event, who, whom, address) WHERE applies LIMIT 1
    ) AS happened`;
  for (const { definition } of indexes) await sql.unsafe(definition);
  await sql`VACUUM (ANALYZE) audit_events`;
}

const unknownId = (sql: postgres.Sql, number: "who" | "whom") =>
  sql`('00000000-0000-4000-8000-' || lpad(to_hex(${sql(number)}), 12, '0'))::uuid`;
