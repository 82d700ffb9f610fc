import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { auditEvents } from "#db/schema/audit-events.ts";
import type { EventFilter } from "#lib/audit/find-events.ts";
import { unknownAddress, unknownPerson } from "#lib/audit/unknown-subject.ts";
import { identifierDigests } from "#lib/crypto/derived-keys.ts";
import type { AuditLogQuery } from "./audit-log-query.ts";

const { targetId, targetLabel } = auditEvents;

/** Turns what people ask for into what events hold: emails into the accounts that have or had them. */
export async function toEventFilter(db: Pick<Database, "execute">, query: AuditLogQuery): Promise<EventFilter> {
  const { from, to, event, outcome, actor, account, address } = query;
  const [actors, targets] = await Promise.all([
    actor?.email ? accountsOf(db, actor.email) : actor?.described ? [actor.described] : undefined,
    account ? accountsOf(db, account) : undefined,
  ]);
  return { from, until: to, event, outcome, actors, targets: targets && [...targets, ...labelsOf(account)], address };
}

/**
 * The ids of all accounts that an email is or was the email of, also of those that are gone: whatever happened to an
 * account carries the email that it had then. Each is found by one look into the index, however much happened.
 */
async function accountsOf(db: Pick<Database, "execute">, email: string): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    WITH RECURSIVE labelled(id) AS (
      (SELECT ${targetId} FROM ${auditEvents} WHERE ${targetLabel} = ${email} AND ${targetId} IS NOT NULL
        ORDER BY ${targetId} LIMIT 1)
      UNION ALL
      SELECT next.id FROM labelled CROSS JOIN LATERAL (
        SELECT ${targetId} AS id FROM ${auditEvents} WHERE ${targetLabel} = ${email} AND ${targetId} > labelled.id
        ORDER BY ${targetId} LIMIT 1
      ) AS next
    )
    SELECT id FROM labelled UNION SELECT ${accounts.id} FROM ${accounts} WHERE ${accounts.email} = ${email}`);
  return rows.map(({ id }) => id);
}

/** What events call somebody who has typed, or come with, an email that no account has. */
const labelsOf = (email = ""): string[] =>
  identifierDigests(email).flatMap((digest) => [unknownAddress(digest), unknownPerson(digest)]);
