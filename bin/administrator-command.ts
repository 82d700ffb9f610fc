import { createAdministrator } from "#lib/accounts/create-administrator.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";
import { runCommand, usageError } from "./command.ts";
import type { Installation } from "./installation.ts";
import { printFramed } from "./process-output.ts";
import { signInDetails } from "./sign-in-details.ts";

/** Creates or restores an administrator, and exits. */
export async function runAdministratorCommand(
  args: readonly string[],
  usage: string,
  installation: Installation,
): Promise<never> {
  const [email, ...rest] = args;
  if (!email || !canonicalEmail(email) || rest.length > 0) usageError(usage);
  return runCommand(
    "create-admin",
    async () => printFramed(signInDetails("Sign in as this administrator:", await createAdministrator(email))),
    installation,
  );
}
