import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { lockFile } from "#db/file-lock.ts";

const directory = mkdtempSync(join(tmpdir(), "gatehouse-lock-"));
const path = join(directory, "lock");

afterAll(() => rmSync(directory, { recursive: true }));

async function lockElsewhere() {
  const module = new URL("../../db/file-lock.ts", import.meta.url).href;
  const script = `const { lockFile } = await import(${JSON.stringify(module)});
    console.log(lockFile(${JSON.stringify(path)}) ? "mine" : "taken");
    setInterval(() => {}, 60_000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [answer] = await once(child.stdout, "data");
  const kill = async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return { answer: String(answer).trim(), kill };
}

test("only one process holds a lock", async () => {
  const lock = lockFile(path);
  expect(lockFile(path)).toBeUndefined();
  const other = await lockElsewhere();
  expect(other.answer).toBe("taken");
  await other.kill();

  lock?.release();
  const next = lockFile(path);
  expect(next).toBeDefined();
  next?.release();
});

test("a lock is released when its process is killed", async () => {
  const other = await lockElsewhere();
  expect(other.answer).toBe("mine");
  expect(lockFile(path)).toBeUndefined();
  await other.kill();

  const lock = lockFile(path);
  expect(lock).toBeDefined();
  lock?.release();
});
