import { sql } from "drizzle-orm";
import { read } from "#db/client.ts";
import { emailPauses } from "#db/schema/email-pauses.ts";
import { emails } from "#db/schema/emails.ts";
import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { config } from "#lib/config/index.ts";

export type OutgoingMailStatus = Readonly<{
  /** Contains no secret. */
  transport: string | undefined;
  from: string | undefined;
  waiting: number;
  failed: number;
  sentToday: number;
  pausedUntil: Date | undefined;
}>;

/** @throws Forbidden unless the actor is an administrator */
export async function outgoingMailStatus(actor: Actor): Promise<OutgoingMailStatus> {
  await requireAdministrator(actor);
  const [row] = await read((db) =>
    db.execute<{ waiting: string; failed: string; sent: string; paused: string | null }>(sql`SELECT
      (SELECT count(*) FROM ${emails} WHERE ${emails.state} = 'WAITING') AS waiting,
      (SELECT count(*) FROM ${emails} WHERE ${emails.state} = 'FAILED') AS failed,
      (SELECT count(*) FROM ${emails} WHERE ${emails.state} = 'SENT' AND ${emails.createdAt} > now() - interval '24 hours') AS sent,
      (SELECT ${emailPauses.until} FROM ${emailPauses} WHERE ${emailPauses.until} > now()) AS paused`),
  );
  return {
    transport: transportName(),
    from: config().mail?.from,
    waiting: Number(row?.waiting),
    failed: Number(row?.failed),
    sentToday: Number(row?.sent),
    pausedUntil: row?.paused ? new Date(row.paused) : undefined,
  };
}

/** Without the password in its URL. */
export function transportName(): string | undefined {
  const transport = config().mail?.transport;
  if (!transport) return undefined;
  return transport.kind === "resend" ? "Resend" : `SMTP, ${transport.url.host}`;
}
