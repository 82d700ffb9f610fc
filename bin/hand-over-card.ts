import type { HandOver } from "#lib/accounts/hand-over.ts";
import { config } from "#lib/config.ts";

/** The first sign-in of an administrator, framed so that it cannot be overlooked. It is shown this once. */
export function handOverCard(title: string, address: URL, { email, singleUsePassword, expiresAt }: HandOver): string {
  return frame([
    title,
    "",
    `  Address              ${address.origin}`,
    `  Email                ${email}`,
    `  Single-use password  ${singleUsePassword}`,
    "",
    `It works until ${minute(expiresAt)}, and only to choose a password.`,
  ]);
}

/** How an administrator signs in whom the identity provider knows by their e-mail: no secret is needed. */
export function providerCard(title: string, email: string): string {
  const { appUrl, federation } = config();
  return frame([
    title,
    "",
    `  Address  ${appUrl.origin}`,
    `  Email    ${email}, as ${federation?.name} knows it`,
    "",
    `Sign in with ${federation?.name}.`,
  ]);
}

function frame(lines: readonly string[]): string {
  const width = Math.max(...lines.map((line) => line.length));
  const row = (line: string) => `║  ${line.padEnd(width)}  ║`;
  const bar = "═".repeat(width + 4);
  return ["", `╔${bar}╗`, row(""), ...lines.map(row), row(""), `╚${bar}╝`, ""].join("\n");
}

const minute = (date: Date) =>
  date.toLocaleString("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  });
