import * as z from "zod";
import { DESCRIBED_ACTORS } from "#lib/audit/audit-actor.ts";
import { EVENTS, type EventName } from "#lib/audit/events.ts";
import type { Position } from "#lib/audit/find-events.ts";
import { canonicalSource } from "#lib/http/client-address.ts";
import { withoutEmpty } from "#lib/http/without-empty.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";

export const FILTERS = ["from", "to", "event", "outcome", "actor", "account", "address"] as const;

export type FilterName = (typeof FILTERS)[number];

export type TypedFilters = Readonly<Partial<Record<FilterName, string>>>;

export type AuditLogQuery = z.output<typeof auditLogQuery>;

export type AuditLogRequest = Readonly<{ typed: TypedFilters }> &
  (
    | Readonly<{ query: AuditLogQuery; problems?: undefined }>
    | Readonly<{ problems: Readonly<Partial<Record<FilterName, string>>> }>
  );

/** As many digits as a number holds exactly. */
const POSITION = /^(\d{1,15})_(\d{1,15})$/;

export const formatPosition = ({ at, id }: Position): string => `${at.getTime()}_${id}`;

const MAX_TIME = Date.UTC(9999, 11, 31);

const position = z
  .string()
  .regex(POSITION)
  .transform((text, context): Position => {
    const [, at, id] = text.match(POSITION)?.map(Number) ?? [];
    if (at !== undefined && id !== undefined && at <= MAX_TIME) return { at: new Date(at), id };
    context.addIssue({ code: "invalid_format", format: "position" });
    return z.NEVER;
  });

const typedText = z.string().max(300);

/** Text that cannot be parsed is an error of the user, not of the URL. */
const typed = <T>(parse: (text: string) => T | undefined, problem: string) =>
  typedText.transform((text, context): T => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({ code: "custom", message: problem });
    return z.NEVER;
  });

const MOMENT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?)?$/;
const SECOND_MS = 1000;

function parseSpan(text: string): Readonly<{ start: Date; end: Date }> | undefined {
  const [found, day, minute, second] = text.trim().match(MOMENT) ?? [];
  if (!found) return undefined;
  const start = new Date(`${day}T${minute ?? "00:00"}${second ?? ":00"}Z`);
  const lengthMs = minute ? (second ? SECOND_MS : 60 * SECOND_MS) : 86_400 * SECOND_MS;
  // `Date` turns February 30 into March. Years before 1970 are typos.
  const isReal = start.getTime() >= 0 && start.toISOString().startsWith(String(day));
  return isReal ? { start, end: new Date(start.getTime() + lengthMs) } : undefined;
}

const parseActor = (text: string): Readonly<{ email?: string; described?: string }> | undefined => {
  const described = DESCRIBED_ACTORS.find((label) => label.toLowerCase() === text.trim().toLowerCase());
  if (described) return { described };
  const email = canonicalEmail(text);
  return email ? { email } : undefined;
};

const NO_TIME = "Enter a date and time, such as 2026-11-25 14:30.";

const auditLogQuery = z.preprocess(
  withoutEmpty,
  z
    .strictObject({
      from: typed((text) => parseSpan(text)?.start, NO_TIME).optional(),
      /** Exclusive. */
      to: typed((text) => parseSpan(text)?.end, NO_TIME).optional(),
      event: z.enum(Object.keys(EVENTS) as [EventName]).optional(),
      outcome: z.enum(["success", "failure"]).optional(),
      actor: typed(parseActor, `Enter an email address, or one of: ${DESCRIBED_ACTORS.join(", ")}.`).optional(),
      account: typed(canonicalEmail, "Enter one email address, such as name@example.com.").optional(),
      address: typed(canonicalSource, "Enter an IP address or an IPv6 network, such as 2001:db8:1:2::/64.").optional(),
      after: position.optional(),
      before: position.optional(),
    })
    .refine(({ from, to }) => !from || !to || from < to, {
      path: ["to"],
      message: "Enter an end time after the start time.",
    }),
);

const isFilter = (name: unknown): name is FilterName => FILTERS.some((filter) => filter === name);

/** @returns `undefined` for unknown parameters or values that no form sends */
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
