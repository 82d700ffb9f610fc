import { transaction } from "#db/client.ts";
import { insertAccount } from "#lib/accounts/core/insert-account.ts";
import { queueMails } from "#lib/mail/queue-emails.ts";

// A process of its own that the tests can kill while it commits: accounts, each with a mail in the same transaction.
const [name] = process.argv.slice(2);

async function add(lane: number) {
  for (let turn = 0; ; turn++) {
    const email = `${name}.${lane}.${turn}@example.com`;
    const account = { email, firstName: "Some", lastName: "Body", phone: null, roles: ["viewer"] as const };
    await transaction(async (tx) => {
      const { id: accountId } = await insertAccount(tx, account);
      const facts = { firstName: "Some", email, sentBy: email, at: new Date().toISOString(), transport: "none" };
      await queueMails(tx, [{ kind: "test-mail", accountId, to: email, facts }]);
    });
  }
}

for (let lane = 0; lane < 8; lane++) add(lane);
