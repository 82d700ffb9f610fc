import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { read } from "#db/client.ts";
import { mails } from "#db/schema/emails.ts";
import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { isId } from "#lib/id.ts";
import { MAIL_LABELS, type MailKind } from "./email-kinds.ts";

export const MAIL_STATES = ["WAITING", "SENT", "FAILED", "CANCELLED"] as const;

export type MailState = (typeof MAIL_STATES)[number];

export type MailRow = Readonly<{
  id: string;
  what: string;
  accountId: string;
  recipient: string;
  state: MailState;
  attempts: number;
  problem: string | null;
  createdAt: Date;
  settledAt: Date | null;
}>;

const PAGE_SIZE = 50;
const NEWEST_OF_ACCOUNT = 20;

/** What the address of the list can ask for; `before` is where the page begins. */
export const mailsQuery = z.object({
  state: z.enum(MAIL_STATES).optional(),
  before: z
    .string()
    .regex(/^\d{1,15}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    .optional(),
});

export type MailsQuery = z.output<typeof mailsQuery>;

export type MailsPage = Readonly<{ rows: readonly MailRow[]; next: string | undefined }>;

/**
 * One page of all mails, newest first.
 * @throws Forbidden unless the actor is an administrator
 */
export async function listMails(actor: Actor, { state, before }: MailsQuery): Promise<MailsPage> {
  await requireAdministrator(actor);
  const [at, id] = before?.split("_") ?? [];
  const beyond = at
    ? sql`(${mails.createdAt}, ${mails.id}) < (to_timestamp(${Number(at) / 1000}::float8), ${id}::uuid)`
    : undefined;
  const found = await select(and(state && eq(mails.state, state), beyond), PAGE_SIZE + 1);
  const rows = found.slice(0, PAGE_SIZE);
  const last = rows.at(-1);
  const next = found.length > PAGE_SIZE && last ? `${last.createdAt.getTime()}_${last.id}` : undefined;
  return { rows, next };
}

/**
 * The newest mails about one account.
 * @throws Forbidden unless the actor is an administrator
 */
export async function mailsOfAccount(actor: Actor, accountId: string): Promise<readonly MailRow[]> {
  await requireAdministrator(actor);
  if (!isId(accountId)) return [];
  return select(eq(mails.accountId, accountId), NEWEST_OF_ACCOUNT);
}

async function select(which: SQL | undefined, limit: number): Promise<MailRow[]> {
  const rows = await read((db) =>
    db
      .select({
        id: mails.id,
        kind: mails.kind,
        accountId: mails.accountId,
        recipient: mails.recipient,
        state: mails.state,
        attempts: mails.attempts,
        problem: mails.problem,
        createdAt: mails.createdAt,
        settledAt: mails.settledAt,
      })
      .from(mails)
      .where(which)
      .orderBy(desc(mails.createdAt), desc(mails.id))
      .limit(limit),
  );
  return rows.map(({ kind, ...row }) => ({ ...row, what: MAIL_LABELS[kind as MailKind] ?? kind }));
}
