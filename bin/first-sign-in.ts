import type { ReadyAccount } from "#lib/accounts/hand-over.ts";
import { config } from "#lib/config.ts";
import { handOverCard, providerCard } from "./hand-over-card.ts";

const TITLE = "There was no account yet, so here is the first administrator.";

/** How the first administrator signs in, framed. A password that the operator set is not repeated. */
export function firstSignIn(administrator: ReadyAccount): string {
  const { adminPassword, appUrl } = config();
  if (administrator.singleUsePassword === undefined) return providerCard(TITLE, administrator.email);
  const singleUsePassword = adminPassword ? "the one set in ADMIN_PASSWORD" : administrator.singleUsePassword;
  return handOverCard(`${TITLE} This is shown once.`, appUrl, { ...administrator, singleUsePassword });
}
