import { and, eq, gt, type SQL, sql } from "drizzle-orm";
import { QueryBuilder } from "drizzle-orm/pg-core";
import { prepared } from "#db/prepared.ts";
import { emailPauses } from "#db/schema/email-pauses.ts";
import { emails } from "#db/schema/emails.ts";
import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { config } from "#lib/config/index.ts";

/** Emails are counted up to one more, so that the page costs the same with any number of them. */
export const MAX_COUNT = 1000;

export type OutgoingMailStatus = Readonly<{
  /** Contains no secret. */
  transport: string | undefined;
  from: string | undefined;
  waiting: number;
  failed: number;
  sentToday: number;
  pausedUntil: Date | undefined;
}>;

const subquery = new QueryBuilder();

const count = (condition: SQL | undefined) => {
  const counted = subquery
    .select({ id: emails.id })
    .from(emails)
    .where(condition)
    .limit(MAX_COUNT + 1);
  return sql<number>`(SELECT count(*)::int FROM (${counted}) AS counted)`;
};

const selectStatus = prepared((db) =>
  db
    .select({
      waiting: count(eq(emails.state, "WAITING")),
      failed: count(eq(emails.state, "FAILED")),
      sentToday: count(and(eq(emails.state, "SENT"), gt(emails.createdAt, sql`now() - interval '24 hours'`))),
      pausedUntil: emailPauses.until,
    })
    .from(sql`(SELECT) AS once`)
    .leftJoin(emailPauses, gt(emailPauses.until, sql`now()`)),
);

/** @throws Forbidden unless the actor is an administrator */
export async function outgoingMailStatus(actor: Actor): Promise<OutgoingMailStatus> {
  await requireAdministrator(actor);
  const [status] = await selectStatus({});
  return {
    transport: transportName(),
    from: config().mail?.from,
    waiting: status?.waiting ?? 0,
    failed: status?.failed ?? 0,
    sentToday: status?.sentToday ?? 0,
    pausedUntil: status?.pausedUntil ?? undefined,
  };
}

/** Without the password in its URL. */
export function transportName(): string | undefined {
  const transport = config().mail?.transport;
  if (!transport) return undefined;
  return transport.kind === "resend" ? "Resend" : `SMTP, ${transport.url.host}`;
}
