import { expect, test } from "vitest";
import { startEmailWorker } from "#lib/background/worker.ts";
import { queueTestEmails, sendToProvider } from "./emails.ts";
import { onTheSide } from "./owner.ts";

const provider = await sendToProvider();

const countWaiting = async () =>
  (await onTheSide`SELECT count(*)::int AS count FROM emails WHERE state = 'WAITING'`)[0]?.count;

test("a worker sends new emails, and finishes the current one when stopped", async () => {
  const worker = startEmailWorker();
  const { promise: requested, resolve: onRequest } = Promise.withResolvers<void>();
  provider.respond(() => void onRequest());
  await queueTestEmails(1);
  await requested;
  await worker.stop();
  expect(provider.requests).toHaveLength(1);
  expect(await countWaiting()).toBe(0);
});

test("a worker can be stopped before it has started", async () => {
  await startEmailWorker().stop();
  await queueTestEmails(1);
  expect(await countWaiting()).toBe(1);
});
