import { readdirSync, readFileSync } from "node:fs";
import { constants, setPriority } from "node:os";

const THREADS = "/proc/self/task";

/**
 * Lets pages and forward auth go before hashes where processors are busy. Only on Linux, where each thread has a priority. Node's
 * pool also compresses responses and reads files, both of which are short. Call it when the pool's threads are running.
 */
export function lowerHashingPriority(): void {
  if (process.platform !== "linux") return;
  for (const thread of readdirSync(THREADS))
    if (readFileSync(`${THREADS}/${thread}/comm`, "utf8").trim() === "libuv-worker")
      setPriority(Number(thread), constants.priority.PRIORITY_LOW);
}
