import * as z from "zod";
import { type Environment, httpUrl } from "./fields.ts";

export type MailConfig = Readonly<{ from: string; transport: TransportConfig }>;

export type TransportConfig =
  | Readonly<{ kind: "resend"; apiKey: string; baseUrl: string | undefined }>
  | Readonly<{ kind: "smtp"; url: URL }>;

/** An address, alone or after a name, which is quoted if it contains a colon: `Gatehouse <no-reply@example.com>`. */
const SENDER = /^(?:(?:"[^"<>\r\n@\\]*" *|[^"<>\r\n@:;]*)<)?[^\s<>@,;"]+@[^\s<>@,;"]+\.[^\s<>@,;"]+>?$/;

export const mailVariables = {
  MAIL_FROM: z
    .string()
    .trim()
    .refine((value) => SENDER.test(value) && value.includes("<") === value.endsWith(">"), {
      message: "must be one email address, optionally with a name: Name <address>",
    })
    .optional(),
  RESEND_API_KEY: z.string().optional(),
  RESEND_BASE_URL: httpUrl.optional(),
  SMTP_URL: z
    .string()
    .refine((value) => /^smtps?:\/\//.test(value) && URL.canParse(value) && new URL(value).hostname !== "", {
      message: "must be an smtp:// or smtps:// URL",
    })
    .transform((value) => new URL(value))
    .optional(),
};

const variables = z.object(mailVariables);

export function mailConfig(env: z.output<typeof variables>): MailConfig | undefined {
  const { MAIL_FROM: from, RESEND_API_KEY: apiKey, RESEND_BASE_URL: baseUrl, SMTP_URL: url } = env;
  if (!from) return undefined;
  if (apiKey) return { from, transport: { kind: "resend", apiKey, baseUrl } };
  return url && { from, transport: { kind: "smtp", url } };
}

/** A half-configured transport is a mistake, not a wish to turn outgoing mail off. */
export function mailProblems(environment: Environment): string[] {
  const isSet = (name: string) => environment[name] !== undefined;
  const transports = ["RESEND_API_KEY", "SMTP_URL"].filter(isSet);
  const problems: string[] = [];
  if (transports.length > 1) problems.push("RESEND_API_KEY and SMTP_URL are both set: keep only one of them");
  if (isSet("MAIL_FROM") && transports.length === 0)
    problems.push("MAIL_FROM has no effect without RESEND_API_KEY or SMTP_URL");
  if (!isSet("MAIL_FROM") && transports.length > 0)
    problems.push(`MAIL_FROM is required when ${transports.join(" or ")} is set`);
  if (isSet("RESEND_BASE_URL") && !isSet("RESEND_API_KEY"))
    problems.push("RESEND_BASE_URL has no effect without RESEND_API_KEY");
  return problems;
}
