import { expect, test } from "vitest";
import { startEmailWorker } from "#lib/background/worker.ts";
import { queueTestEmails, sendToProvider } from "./emails.ts";
import { onTheSide } from "./owner.ts";

const provider = await sendToProvider();

const waiting = async () =>
  (await onTheSide`SELECT count(*)::int AS count FROM emails WHERE state = 'WAITING'`)[0]?.count;

test("a worker takes up what is queued while it runs, and stops when the mail in its hands is settled", async () => {
  const worker = startEmailWorker();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  provider.answer(() => void ask());
  await queueTestEmails(1);
  await asked;
  await worker.stop();
  expect(provider.requests).toHaveLength(1);
  expect(await waiting()).toBe(0);
});

test("a worker that is stopped before it has begun stops", async () => {
  await startEmailWorker().stop();
  await queueTestEmails(1);
  expect(await waiting()).toBe(1);
});
