import { parseArgs } from "node:util";
import { createFirstAdministrator } from "#lib/accounts/create-first-administrator.ts";
import { seed } from "#seed/seed.ts";
import { runCommand, usageError } from "./command.ts";
import { firstSignIn } from "./first-sign-in.ts";
import { tellFramed } from "./process-output.ts";

const accounts = askedFor();

await runCommand("seed", async () => {
  // Afterwards there would be accounts, and the next start would make no administrator.
  const administrator = await createFirstAdministrator();
  const onProgress = process.stdout.isTTY
    ? (done: number) => process.stdout.write(`\r${done} of ${accounts} …`)
    : undefined;
  const { added, total } = await seed({ accounts, onProgress });
  console.log(`${onProgress ? "\r" : ""}${added} demonstration accounts added; there are ${total} accounts now.`);
  if (administrator) tellFramed(firstSignIn(administrator));
});

function askedFor(): number {
  const usage = "npm run seed -- --accounts NUMBER   (from 1 to 2000000)";
  try {
    const { values } = parseArgs({ options: { accounts: { type: "string" } } });
    if (!/^[1-9]\d{0,6}$/.test(values.accounts ?? "") || Number(values.accounts) > 2_000_000) usageError(usage);
    return Number(values.accounts);
  } catch {
    return usageError(usage);
  }
}
