import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { resetPassword } from "#lib/accounts/reset-password.ts";
import { hashingTurn } from "#lib/signin/hashing-queue.ts";
import { signIn } from "#lib/signin/sign-in.ts";
import { untilAccountIsRead } from "./looking.ts";
import { onTheSide } from "./owner.ts";
import { activeAccount, administrator, anonymousSource, PASSWORD } from "./people.ts";

const openTransactions = () => onTheSide`
  SELECT state, query FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'gatehouse' AND xact_start IS NOT NULL`;

test("while a password is hashed no transaction is open, and the account can be reset", async () => {
  const actor = await administrator();
  const account = await activeAccount();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const blockers = Array.from({ length: availableParallelism() }, () => hashingTurn(() => released));

  const pending = signIn({ email: account.email, password: PASSWORD }, anonymousSource());
  await untilAccountIsRead();
  expect(await openTransactions()).toEqual([]);
  await onTheSide`UPDATE credentials SET credential_version = credential_version + 1 WHERE account_id = ${account.id}`;

  release();
  await Promise.all(blockers);
  expect(await pending).toMatchObject({ signedIn: false });
  await resetPassword(actor, account.id, "handed over by hand");
});
