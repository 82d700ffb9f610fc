import { config } from "#lib/config/index.ts";
import { UserError } from "#lib/errors.ts";

/**
 * Lets only pass what has to do with passwords while they are kept here, and not by the identity provider.
 * @throws UserError otherwise
 */
export function requireLocalPasswords(): void {
  const { federation } = config();
  if (federation) throw new UserError(`Passwords are kept by ${federation.name}. Change and reset them there.`);
}
