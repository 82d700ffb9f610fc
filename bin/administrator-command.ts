import { createAdministrator } from "#lib/accounts/create-administrator.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";
import { runCommand, usageError } from "./command.ts";
import { signInDetails } from "./first-sign-in.ts";
import type { Installation } from "./installation.ts";
import { tellFramed } from "./process-output.ts";

/** Makes the account of an email an administrator who can sign in, and ends the process. */
export async function runAdministratorCommand(
  args: readonly string[],
  usage: string,
  installation: Installation,
): Promise<never> {
  const [email, ...rest] = args;
  if (!email || !canonicalEmail(email) || rest.length > 0) usageError(usage);
  return runCommand(
    "create-admin",
    async () => tellFramed(signInDetails("This administrator can sign in.", await createAdministrator(email))),
    installation,
  );
}
