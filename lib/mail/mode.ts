import { config } from "#lib/config/index.ts";
import { UserError } from "#lib/errors.ts";

/** Whether emails go out at all. */
export const isMailOn = (): boolean => config().mail !== undefined;

/**
 * Whether people come in through mailed links. Otherwise administrators hand single-use passwords over, or an identity
 * provider signs people in.
 */
export const hasEmailedLinks = (): boolean => isMailOn() && config().federation === undefined;

/**
 * Keeps to the way in that the mode provides, whatever a form asks for.
 * @throws UserError in the other mode
 */
export function requireMail(state: "on" | "off"): void {
  if (isMailOn() !== (state === "on"))
    throw new UserError(`Outgoing mail is ${state === "on" ? "off" : "on"}. Reload the page.`);
}
