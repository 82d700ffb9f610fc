import type { ReadyAccount } from "#lib/accounts/hand-over.ts";
import { config } from "#lib/config.ts";
import { utcTime } from "#lib/utc-time.ts";

/** The sign-in details of the first administrator. A password that the operator set is not repeated. */
export function firstSignIn(administrator: ReadyAccount): string {
  const shown =
    config().adminPassword && administrator.singleUsePassword !== undefined
      ? { ...administrator, singleUsePassword: "the one set in ADMIN_PASSWORD" }
      : administrator;
  return signInDetails("There was no account yet, so here is the first administrator.", shown);
}

/** How an administrator signs in, framed so that it cannot be overlooked: with a secret, which is shown this once. */
export function signInDetails(title: string, { email, singleUsePassword, expiresAt }: ReadyAccount): string {
  const { appUrl, federation } = config();
  if (singleUsePassword === undefined) {
    return frame([
      title,
      "",
      `  Address  ${appUrl.origin}`,
      `  Email    ${email}, as ${federation?.name} knows it`,
      "",
      `Sign in with ${federation?.name}.`,
    ]);
  }
  return frame([
    `${title} This is shown once.`,
    "",
    `  Address              ${appUrl.origin}`,
    `  Email                ${email}`,
    `  Single-use password  ${singleUsePassword}`,
    "",
    `It works until ${utcTime(expiresAt)}, and only to choose a password.`,
  ]);
}

function frame(lines: readonly string[]): string {
  const width = Math.max(...lines.map((line) => line.length));
  const bar = "═".repeat(width + 4);
  const rows = ["", ...lines, ""].map((line) => `║  ${line.padEnd(width)}  ║`);
  return ["", `╔${bar}╗`, ...rows, `╚${bar}╝`, ""].join("\n");
}
