import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { resetPassword } from "#lib/accounts/reset-password.ts";
import { hashingTurn } from "#lib/signin/hashing-queue.ts";
import { signIn } from "#lib/signin/sign-in.ts";
import { credentialsNow, untilAccountIsRead } from "./looking.ts";
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

test("a sign-in is refused with 503 while a hundred hashes wait", async () => {
  const account = await activeAccount();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const waiting = Array.from({ length: availableParallelism() + 100 }, () => hashingTurn(() => released));
  const refused = signIn({ email: account.email, password: "wrong guess" }, anonymousSource());
  await expect(refused).rejects.toMatchObject({ status: 503, retryAfterSeconds: 5 });
  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: 0 });

  release();
  await Promise.all(waiting);
  expect(await signIn({ email: account.email, password: PASSWORD }, anonymousSource())).toMatchObject({
    signedIn: true,
  });
});
