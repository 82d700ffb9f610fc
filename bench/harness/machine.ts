import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";

export type Machine = Readonly<{ processor: string; cores: number; memoryGb: number; system: string }>;
export type Versions = Readonly<{ gatehouse: string; node: string; next: string; postgresql: string }>;

export const describeMachine = (): Machine => ({
  processor: cpus()[0]?.model.trim() ?? "unknown",
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release()}`,
});

export const findVersions = (postgresql: string): Versions => ({
  gatehouse: commit(),
  node: process.versions.node,
  next: JSON.parse(readFileSync(join("node_modules", "next", "package.json"), "utf8")).version,
  postgresql,
});

/** The checked-out commit, with a plus sign if files differ from it. */
function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8", stdio: "pipe" }).trim();
    return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain") === "" ? "" : "+"}`;
  } catch {
    return "unknown";
  }
}
