import { readdirSync, readFileSync } from "node:fs";
import { constants, getPriority } from "node:os";
import { hash } from "@node-rs/bcrypt";
import { expect, test } from "vitest";
import { lowerHashingPriority } from "#lib/passwords/hashing-threads.ts";

const threadsNamed = (name: string): number[] =>
  readdirSync("/proc/self/task")
    .filter((thread) => readFileSync(`/proc/self/task/${thread}/comm`, "utf8").trim() === name)
    .map(Number);

test.runIf(process.platform === "linux")("only the threads of Node's pool have a lower priority", async () => {
  await hash("a password", { cost: 4 });
  lowerHashingPriority();
  const priorities = threadsNamed("libuv-worker").map((thread) => getPriority(thread));
  expect(new Set(priorities)).toEqual(new Set([constants.priority.PRIORITY_LOW]));
  expect(getPriority(process.pid)).toBe(constants.priority.PRIORITY_NORMAL);
});
