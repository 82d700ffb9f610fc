import { parseArgs } from "node:util";
import { createFirstAdministrator } from "#lib/accounts/create-first-administrator.ts";
import { seed } from "#seed/seed.ts";
import { runCommand, usageError } from "./command.ts";
import { printFramed } from "./process-output.ts";
import { firstAdministratorDetails } from "./sign-in-details.ts";

const accounts = numberOfAccounts();

await runCommand("seed", async () => {
  // First, because a start creates one only while there are no accounts.
  const administrator = await createFirstAdministrator();
  const onProgress = process.stdout.isTTY
    ? (done: number) => process.stdout.write(`\r${done} of ${accounts} …`)
    : undefined;
  const { added, total } = await seed({ accounts, onProgress });
  console.log(`${onProgress ? "\r" : ""}Added ${added} demonstration accounts. There are now ${total} accounts.`);
  if (administrator) printFramed(firstAdministratorDetails(administrator));
});

function numberOfAccounts(): number {
  const usage = "npm run seed -- --accounts NUMBER   (from 1 to 2000000)";
  try {
    const { values } = parseArgs({ options: { accounts: { type: "string" } } });
    if (!/^[1-9]\d{0,6}$/.test(values.accounts ?? "") || Number(values.accounts) > 2_000_000) usageError(usage);
    return Number(values.accounts);
  } catch {
    return usageError(usage);
  }
}
