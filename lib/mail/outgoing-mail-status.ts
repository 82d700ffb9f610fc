import { sql } from "drizzle-orm";
import { read } from "#db/client.ts";
import { mailPauses } from "#db/schema/email-pauses.ts";
import { mails } from "#db/schema/emails.ts";
import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { config } from "#lib/config/index.ts";

export type MailOverview = Readonly<{
  /** How mails go out, in words without a secret; `undefined` while outgoing mail is off. */
  transport: string | undefined;
  from: string | undefined;
  waiting: number;
  failed: number;
  sentToday: number;
  /** Until when the provider asked for a pause. */
  pausedUntil: Date | undefined;
}>;

/**
 * How outgoing mail stands.
 * @throws Forbidden unless the actor is an administrator
 */
export async function mailOverview(actor: Actor): Promise<MailOverview> {
  await requireAdministrator(actor);
  const [found] = await read((db) =>
    db.execute<{ waiting: string; failed: string; sent: string; paused: string | null }>(sql`SELECT
      (SELECT count(*) FROM ${mails} WHERE ${mails.state} = 'WAITING') AS waiting,
      (SELECT count(*) FROM ${mails} WHERE ${mails.state} = 'FAILED') AS failed,
      (SELECT count(*) FROM ${mails} WHERE ${mails.state} = 'SENT' AND ${mails.createdAt} > now() - interval '24 hours') AS sent,
      (SELECT ${mailPauses.until} FROM ${mailPauses} WHERE ${mailPauses.until} > now()) AS paused`),
  );
  return {
    transport: transportName(),
    from: config().mail?.from,
    waiting: Number(found?.waiting),
    failed: Number(found?.failed),
    sentToday: Number(found?.sent),
    pausedUntil: found?.paused ? new Date(found.paused) : undefined,
  };
}

/** Which transport is configured, without the password in its address. */
export function transportName(): string | undefined {
  const transport = config().mail?.transport;
  if (!transport) return undefined;
  return transport.kind === "resend" ? "Resend" : `SMTP, ${transport.url.host}`;
}
