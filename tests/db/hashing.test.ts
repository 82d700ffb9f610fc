import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { resetPassword } from "#lib/accounts/reset-password.ts";
import { hashingTurn } from "#lib/signin/hashing-queue.ts";
import { signIn } from "#lib/signin/sign-in.ts";
import { credentialsNow, everything, sessionsNow } from "./looking.ts";
import { onTheSide } from "./owner.ts";
import { activeAccount, administrator, anonymousSource, PASSWORD } from "./people.ts";

/** Once a sign-in has read its account it has nothing left to do but to hash. */
const untilAccountIsRead = () =>
  expect
    .poll(
      () => onTheSide`
        SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'gatehouse'
          AND state = 'idle' AND query LIKE 'select%"password_hash"%'`,
      { timeout: 10_000, interval: 5 },
    )
    .not.toHaveLength(0);

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

test("a process killed while it hashes leaves the account as it was, and the next try works", async () => {
  const account = await activeAccount();
  const before = await everything();
  const script = fileURLToPath(new URL("./sign-in-and-hang.ts", import.meta.url));
  const child = spawn(process.execPath, [script, account.email, PASSWORD], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await new Promise((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
  await untilAccountIsRead();
  child.kill("SIGKILL");
  await ended;

  expect(await everything()).toEqual(before);
  expect(await signIn({ email: account.email, password: PASSWORD }, anonymousSource())).toMatchObject({
    signedIn: true,
  });
  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: 0 });
  expect(await sessionsNow(account.id)).toHaveLength(1);
});
