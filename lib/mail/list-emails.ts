import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { read } from "#db/client.ts";
import { emails } from "#db/schema/emails.ts";
import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { isId } from "#lib/id.ts";
import { EMAIL_LABELS, type EmailKind } from "./email-kinds.ts";

export const EMAIL_STATES = ["WAITING", "SENT", "FAILED", "CANCELLED"] as const;

export type EmailState = (typeof EMAIL_STATES)[number];

export type EmailRow = Readonly<{
  id: string;
  label: string;
  accountId: string;
  recipient: string;
  state: EmailState;
  attempts: number;
  problem: string | null;
  createdAt: Date;
  completedAt: Date | null;
}>;

const PAGE_SIZE = 50;
const NEWEST_OF_ACCOUNT = 20;

/** `before` is the cursor of the previous page's last row. */
export const emailsQuery = z.object({
  state: z.enum(EMAIL_STATES).optional(),
  before: z
    .string()
    .regex(/^\d{1,15}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    .optional(),
});

export type EmailsQuery = z.output<typeof emailsQuery>;

export type EmailsPage = Readonly<{ rows: readonly EmailRow[]; next: string | undefined }>;

/** @throws Forbidden unless the actor is an administrator */
export async function listEmails(actor: Actor, { state, before }: EmailsQuery): Promise<EmailsPage> {
  await requireAdministrator(actor);
  const [at, id] = before?.split("_") ?? [];
  const older = at
    ? sql`(${emails.createdAt}, ${emails.id}) < (to_timestamp(${Number(at) / 1000}::float8), ${id}::uuid)`
    : undefined;
  const found = await selectEmails(and(state && eq(emails.state, state), older), PAGE_SIZE + 1);
  const rows = found.slice(0, PAGE_SIZE);
  const last = rows.at(-1);
  const next = found.length > PAGE_SIZE && last ? `${last.createdAt.getTime()}_${last.id}` : undefined;
  return { rows, next };
}

/** @throws Forbidden unless the actor is an administrator */
export async function emailsOfAccount(actor: Actor, accountId: string): Promise<readonly EmailRow[]> {
  await requireAdministrator(actor);
  if (!isId(accountId)) return [];
  return selectEmails(eq(emails.accountId, accountId), NEWEST_OF_ACCOUNT);
}

async function selectEmails(condition: SQL | undefined, limit: number): Promise<EmailRow[]> {
  const rows = await read((db) =>
    db
      .select({
        id: emails.id,
        kind: emails.kind,
        accountId: emails.accountId,
        recipient: emails.recipient,
        state: emails.state,
        attempts: emails.attempts,
        problem: emails.problem,
        createdAt: emails.createdAt,
        completedAt: emails.completedAt,
      })
      .from(emails)
      .where(condition)
      .orderBy(desc(emails.createdAt), desc(emails.id))
      .limit(limit),
  );
  return rows.map(({ kind, ...row }) => ({ ...row, label: EMAIL_LABELS[kind as EmailKind] ?? kind }));
}
