import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { read, transaction } from "#db/client.ts";
import { DatabaseUnavailable } from "#db/errors.ts";
import { accounts } from "#db/schema/accounts.ts";
import { type RequestContext, withRequestContext } from "#lib/http/request-context.ts";
import { onTheSide } from "./owner.ts";
import { activeAccount } from "./people.ts";
import { accountNow } from "./queries.ts";

const request = (databaseMsLeft?: number): RequestContext => ({ peerAddress: null, databaseMsLeft });

test("a change is not committed after its request timed out", async () => {
  const { id, firstName } = await activeAccount();
  const changed = Promise.withResolvers<void>();
  await onTheSide.begin(async (other) => {
    await other`SELECT FROM accounts WHERE id = ${id} FOR UPDATE`;
    const change = () =>
      transaction(async (tx) => {
        await tx.update(accounts).set({ firstName: "Changed" }).where(eq(accounts.id, id));
        changed.resolve();
      });
    await expect(withRequestContext(request(500), change)).rejects.toBeInstanceOf(DatabaseUnavailable);
  });
  await changed.promise;
  await onTheSide`SELECT FROM accounts WHERE id = ${id} FOR UPDATE`;
  expect(await accountNow(id)).toMatchObject({ firstName });
});

test("time spent waiting for the database counts against the request's limit", async () => {
  const context = request(60_000);
  await withRequestContext(context, () => read((db) => db.execute(sql`SELECT pg_sleep(0.05)`)));
  expect(context.databaseMsLeft).toBeLessThan(59_960);
  context.databaseMsLeft = 0;
  let begun = false;
  const another = withRequestContext(context, () =>
    read(async () => {
      begun = true;
    }),
  );
  await expect(another).rejects.toBeInstanceOf(DatabaseUnavailable);
  expect(begun).toBe(false);
  expect(context.responseStatus).toMatchObject({ status: 503 });
});
