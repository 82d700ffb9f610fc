import * as z from "zod";
import { DESCRIBED_ACTORS } from "#lib/audit/audit-actor.ts";
import { EVENTS, type EventName } from "#lib/audit/events.ts";
import type { Place } from "#lib/audit/find-events.ts";
import { canonicalSource } from "#lib/http/client-address.ts";
import { withoutEmpty } from "#lib/http/without-empty.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";

export const FILTERS = ["from", "to", "event", "outcome", "actor", "account", "address"] as const;

export type FilterName = (typeof FILTERS)[number];

/** The filters as they stand in the address, those that are not empty. */
export type TypedFilters = Readonly<Partial<Record<FilterName, string>>>;

export type AuditLogQuery = z.output<typeof auditLogQuery>;

/** What an address or a form asks of the audit log: a query, or what is wrong with what somebody has typed. */
export type AuditLogRequest = Readonly<{ typed: TypedFilters }> &
  (
    | Readonly<{ query: AuditLogQuery; problems?: undefined }>
    | Readonly<{ problems: Readonly<Partial<Record<FilterName, string>>> }>
  );

/** Digits that a number holds exactly. */
const PLACE = /^(\d{1,15})_(\d{1,15})$/;

/** The text of a place in the log, as addresses hold it. */
export const writePlace = ({ at, id }: Place): string => `${at.getTime()}_${id}`;

const LAST_MOMENT = Date.UTC(9999, 11, 31);

const place = z
  .string()
  .regex(PLACE)
  .transform((text, context): Place => {
    const [, at, id] = text.match(PLACE)?.map(Number) ?? [];
    if (at !== undefined && id !== undefined && at <= LAST_MOMENT) return { at: new Date(at), id };
    context.addIssue({ code: "invalid_format", format: "place" });
    return z.NEVER;
  });

const typedText = z.string().max(300);

/** A text that somebody types; what cannot be read is their mistake, and not that of the address. */
const typed = <T>(read: (text: string) => T | undefined, problem: string) =>
  typedText.transform((text, context): T => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: "custom", message: problem });
    return z.NEVER;
  });

const MOMENT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?)?$/;
const SECOND_MS = 1000;

/** A time in UTC, and how long a span it names: a day, a minute or a second. */
function readSpan(text: string): Readonly<{ start: Date; end: Date }> | undefined {
  const [found, day, minute, second] = text.trim().match(MOMENT) ?? [];
  if (!found) return undefined;
  const start = new Date(`${day}T${minute ?? "00:00"}${second ?? ":00"}Z`);
  const lengthMs = minute ? (second ? SECOND_MS : 60 * SECOND_MS) : 86_400 * SECOND_MS;
  // A day that a month does not have is moved on; years before the epoch are typing errors.
  const isReal = start.getTime() >= 0 && start.toISOString().startsWith(String(day));
  return isReal ? { start, end: new Date(start.getTime() + lengthMs) } : undefined;
}

const readActor = (text: string): Readonly<{ email?: string; described?: string }> | undefined => {
  const described = DESCRIBED_ACTORS.find((label) => label.toLowerCase() === text.trim().toLowerCase());
  if (described) return { described };
  const email = canonicalEmail(text);
  return email ? { email } : undefined;
};

const NO_TIME = "Enter a date and time such as 2026-11-25 14:30.";

/** The log's address: everything that decides what it shows, so that back, bookmarks and reload keep it. */
const auditLogQuery = z.preprocess(
  withoutEmpty,
  z
    .strictObject({
      /** The first moment of the period. */
      from: typed((text) => readSpan(text)?.start, NO_TIME).optional(),
      /** The first moment after it: the minute, or the day, that was asked for belongs to it. */
      to: typed((text) => readSpan(text)?.end, NO_TIME).optional(),
      event: z.enum(Object.keys(EVENTS) as [EventName]).optional(),
      outcome: z.enum(["success", "failure"]).optional(),
      actor: typed(readActor, `Enter an email address, or one of: ${DESCRIBED_ACTORS.join(", ")}.`).optional(),
      account: typed(canonicalEmail, "Enter one email address, such as name@example.com.").optional(),
      address: typed(canonicalSource, "Enter an IP address, or an IPv6 network such as 2001:db8:1:2::/64.").optional(),
      after: place.optional(),
      before: place.optional(),
    })
    .refine(({ from, to }) => !from || !to || from < to, {
      path: ["to"],
      message: "The period ends before it begins.",
    }),
);

const isFilter = (name: unknown): name is FilterName => FILTERS.some((filter) => filter === name);

/**
 * Reads what an address or a form asks for.
 * @returns `undefined` when it asks for something that the log does not know
 */
export function readAuditLogQuery(parameters: unknown): AuditLogRequest | undefined {
  const parsed = auditLogQuery.safeParse(parameters);
  const given = Object.entries(parameters ?? {}).filter(([name, value]) => isFilter(name) && value !== "");
  const filters: TypedFilters = Object.fromEntries(given);
  if (parsed.success) return { typed: filters, query: parsed.data };
  const problems: Partial<Record<FilterName, string>> = {};
  for (const { code, path, message } of parsed.error.issues) {
    const [name] = path;
    if (code !== "custom" || !isFilter(name)) return undefined;
    problems[name] ??= message;
  }
  return { typed: filters, problems };
}
