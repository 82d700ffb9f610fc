import { config } from "#lib/config.ts";
import { Refusal } from "#lib/refusal.ts";

/** Whether people arrive through mailed links; otherwise administrators hand single-use passwords over. */
export const isMailOn = (): boolean => config().mail !== undefined;

/**
 * Keeps to the way in that the mode provides, whatever a form asks for.
 * @throws Refusal in the other mode
 */
export function requireMail(state: "on" | "off"): void {
  if (isMailOn() !== (state === "on"))
    throw new Refusal(`Outgoing mail is ${state === "on" ? "off" : "on"}. Reload the page.`);
}
