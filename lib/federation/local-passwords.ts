import { config } from "#lib/config/index.ts";
import { Refusal } from "#lib/errors.ts";

/**
 * Lets only pass what has to do with passwords while they are kept here, and not by the identity provider.
 * @throws Refusal otherwise
 */
export function requirePasswordsHere(): void {
  const { federation } = config();
  if (federation) throw new Refusal(`Passwords are kept by ${federation.name}. Change and reset them there.`);
}
