import { readdirSync, readFileSync } from "node:fs";

/** Of the kernel's clock in /proc: 10 ms on every Linux that Node runs on. */
const TICK_MS = 10;

type Process = Readonly<{
  pid: number;
  parent: number;
  ms: number;
  /** Including children that have ended. */
  msWithChildren: number;
}>;

/** Whether this system tells how much processor time each process took. */
export const hasProcesses = (): boolean => readText("/proc/stat") !== undefined;

/** Of the process itself, without its children. */
export const processorMs = (pid: number): number | undefined => readProcess(pid)?.ms;

/** This process and its descendants. */
export function ownProcesses(): readonly Process[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
  const children = Map.groupBy(all, ({ parent }) => parent);
  const treeOf = (process: Process): readonly Process[] => [process, ...descendants(process.pid)];
  const descendants = (pid: number) => (children.get(pid) ?? []).flatMap(treeOf);
  return all.filter(({ pid }) => pid === process.pid).flatMap(treeOf);
}

/** That all processors were busy since the machine started, the time stolen by other virtual machines included. */
export function busyMs(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (readText("/proc/stat") ?? "")
    .split("\n", 1)
    .join("")
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq + steal) * TICK_MS;
}

/** In bytes, now and at most so far. */
export function residentMemory(pid: number): Readonly<{ now: number; peak: number }> | undefined {
  const status = readText(`/proc/${pid}/status`);
  if (status === undefined) return undefined;
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]) * 1024;
  return { now: bytes("VmRSS"), peak: bytes("VmHWM") };
}

function readProcess(pid: number): Process | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The second field is the program's name in parentheses, which may contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const number = (field: number) => Number(fields[field - 3]);
  const ms = (number(14) + number(15)) * TICK_MS;
  return { pid, parent: number(4), ms, msWithChildren: ms + (number(16) + number(17)) * TICK_MS };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
