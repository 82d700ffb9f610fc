import { createAdministrator } from "#lib/accounts/create-administrator.ts";
import { canonicalEmail } from "#lib/accounts/email-address.ts";
import { config } from "#lib/config.ts";
import { misuse, runCommand } from "./command.ts";
import { handOverCard, providerCard } from "./hand-over-card.ts";

const [email, ...rest] = process.argv.slice(2);
if (!email || !canonicalEmail(email) || rest.length > 0) misuse("Usage: npm run create-admin -- EMAIL");

await runCommand("create-admin", async () => {
  const administrator = await createAdministrator(email);
  console.log(
    administrator.singleUsePassword === undefined
      ? providerCard("This administrator can sign in.", administrator.email)
      : handOverCard("This administrator can sign in. This is shown once.", config().appUrl, administrator),
  );
});
