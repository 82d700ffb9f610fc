import type { HandOver } from "#lib/accounts/hand-over.ts";
import { config } from "#lib/config.ts";
import { handOverCard } from "./hand-over-card.ts";

/** How the first administrator signs in, framed. A password that the operator set is not repeated. */
export function firstSignIn(administrator: HandOver): string {
  const { adminPassword, appUrl } = config();
  const singleUsePassword = adminPassword ? "the one set in ADMIN_PASSWORD" : administrator.singleUsePassword;
  const title = "There was no account yet, so here is the first administrator. This is shown once.";
  return handOverCard(title, appUrl, { ...administrator, singleUsePassword });
}
