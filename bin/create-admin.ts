import { createAdministrator } from "#lib/accounts/create-administrator.ts";
import { canonicalEmail } from "#lib/accounts/email-address.ts";
import { runCommand, usageError } from "./command.ts";
import { signInDetails } from "./first-sign-in.ts";
import { tellFramed } from "./process-output.ts";

const [email, ...rest] = process.argv.slice(2);
if (!email || !canonicalEmail(email) || rest.length > 0) usageError("npm run create-admin -- EMAIL");

await runCommand("create-admin", async () =>
  tellFramed(signInDetails("This administrator can sign in.", await createAdministrator(email))),
);
