import { desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { prepared } from "#db/prepared.ts";
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

const { state, createdAt, id } = emails;
const { placeholder } = sql;

const COLUMNS = {
  id,
  kind: emails.kind,
  accountId: emails.accountId,
  recipient: emails.recipient,
  state,
  attempts: emails.attempts,
  problem: emails.problem,
  createdAt,
};

const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const cursor = sql`to_timestamp(${placeholder("seconds")}::float8), ${placeholder("id")}::uuid`;

const selectNewest = prepared((db) =>
  db
    .select(COLUMNS)
    .from(emails)
    .where(sql`(${createdAt}, ${id}) < (${cursor})`)
    .orderBy(desc(createdAt), desc(id))
    .limit(PAGE_SIZE + 1),
);

/** Compares rows, not columns, so that the planner cannot read all emails in order and skip those of other states. */
const selectNewestInState = prepared((db) =>
  db
    .select(COLUMNS)
    .from(emails)
    .where(
      sql`(${state}, ${createdAt}, ${id}) < (${placeholder("state")}, ${cursor})
        AND (${state}, ${createdAt}) > (${placeholder("state")}, '-infinity'::timestamptz)`,
    )
    .orderBy(desc(state), desc(createdAt), desc(id))
    .limit(PAGE_SIZE + 1),
);

const selectNewestOfAccount = prepared((db) =>
  db
    .select(COLUMNS)
    .from(emails)
    .where(eq(emails.accountId, placeholder("account")))
    .orderBy(desc(createdAt), desc(id))
    .limit(NEWEST_OF_ACCOUNT),
);

/** @throws Forbidden unless the actor is an administrator */
export async function listEmails(actor: Actor, { state, before }: EmailsQuery): Promise<EmailsPage> {
  await requireAdministrator(actor);
  const [milliseconds, lastId] = before?.split("_") ?? [];
  const seconds = milliseconds ? Number(milliseconds) / 1000 : Number.POSITIVE_INFINITY;
  const values = { seconds, id: lastId ?? LAST_ID };
  const found = await (state ? selectNewestInState({ ...values, state }) : selectNewest(values));
  const rows = found.slice(0, PAGE_SIZE).map(toRow);
  const last = rows.at(-1);
  const next = found.length > PAGE_SIZE && last ? `${last.createdAt.getTime()}_${last.id}` : undefined;
  return { rows, next };
}

/** @throws Forbidden unless the actor is an administrator */
export async function emailsOfAccount(actor: Actor, accountId: string): Promise<readonly EmailRow[]> {
  await requireAdministrator(actor);
  if (!isId(accountId)) return [];
  const found = await selectNewestOfAccount({ account: accountId });
  return found.map(toRow);
}

type FoundEmail = Omit<EmailRow, "label"> & Readonly<{ kind: string }>;

const toRow = ({ kind, ...row }: FoundEmail): EmailRow => ({ ...row, label: EMAIL_LABELS[kind as EmailKind] ?? kind });
