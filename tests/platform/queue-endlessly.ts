import { transaction } from "#db/client.ts";
import { insertAccount } from "#lib/accounts/core/insert-account.ts";
import { provideDatabaseEnvironment } from "#lib/database-environment.ts";
import { queueEmails } from "#lib/mail/queue-emails.ts";

// A separate process that tests can kill while it commits accounts, each with an email in the same transaction.
provideDatabaseEnvironment();
const [name] = process.argv.slice(2);

async function add(lane: number) {
  for (let turn = 0; ; turn++) {
    const email = `${name}.${lane}.${turn}@example.com`;
    const account = { email, firstName: "Some", lastName: "User", phone: null, roles: ["viewer"] as const };
    await transaction(async (tx) => {
      const { id: accountId } = await insertAccount(tx, account);
      const templateData = {
        firstName: "Some",
        email,
        requestedBy: email,
        at: new Date().toISOString(),
        transport: "none",
      };
      await queueEmails(tx, [{ kind: "test-email", accountId, to: email, templateData }]);
    });
  }
}

for (let lane = 0; lane < 8; lane++) add(lane);
