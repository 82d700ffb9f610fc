import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { auditEvents } from "#db/schema/audit-events.ts";
import type { EventFilter } from "#lib/audit/find-events.ts";
import { unknownEmail, unknownIdentity } from "#lib/audit/record.ts";
import { identifierDigests } from "#lib/crypto/derived-keys.ts";
import type { AuditLogQuery } from "./audit-log-query.ts";

const { targetId, targetLabel } = auditEvents;

export async function toEventFilter(db: Pick<Database, "execute">, query: AuditLogQuery): Promise<EventFilter> {
  const { from, to, event, outcome, actor, account, address } = query;
  const [actors, targets] = await Promise.all([
    actor?.email ? accountIdsOf(db, actor.email) : actor?.described ? [actor.described] : undefined,
    account ? accountIdsOf(db, account) : undefined,
  ]);
  return {
    from,
    until: to,
    event,
    outcome,
    actors,
    targets: targets && [...targets, ...unknownLabelsOf(account)],
    address,
  };
}

/** Includes deleted accounts and former emails, which events retain. Takes one index lookup per account. */
async function accountIdsOf(db: Pick<Database, "execute">, email: string): Promise<string[]> {
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

const unknownLabelsOf = (email = ""): string[] =>
  identifierDigests(email).flatMap((digest) => [unknownEmail(digest), unknownIdentity(digest)]);
