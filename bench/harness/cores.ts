import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ownProcesses } from "./processes.ts";

const STATUS = "/proc/self/status";
const ALLOWED = process.platform === "linux" && hasProgram("taskset") ? allowedCores() : [];

/** Whether processes can be moved to a core of their own. */
export const hasCores = (): boolean => ALLOWED.length >= 2;

/** A command whose process runs on the first core only. */
export const onFirstCore = (command: readonly string[]): readonly string[] =>
  hasCores() ? ["taskset", "--cpu-list", String(ALLOWED[0]), ...command] : command;

/** Moves this process and all that it has started, and so all that they will start. */
export const moveToOtherCores = (): void => moveTo(ALLOWED.slice(1));

export const moveToAllCores = (): void => moveTo(ALLOWED);

function moveTo(cores: readonly number[]): void {
  if (!hasCores()) return;
  for (const { pid } of ownProcesses()) {
    try {
      execFileSync("taskset", ["--all-tasks", "--cpu-list", "--pid", cores.join(","), `${pid}`], { stdio: "pipe" });
    } catch {
      // It has ended since.
    }
  }
}

function hasProgram(name: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((directory) => existsSync(join(directory, name)));
}

function allowedCores(): readonly number[] {
  const list = /^Cpus_allowed_list:\s+(\S+)/m.exec(readFileSync(STATUS, "utf8"))?.[1] ?? "";
  return list.split(",").flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
