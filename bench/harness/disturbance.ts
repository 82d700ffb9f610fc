import { performance } from "node:perf_hooks";
import { busyMs, hasProcesses, ownProcesses } from "./processes.ts";

export type ProcessorSample = Readonly<{ atMs: number; busyMs: number; ownMs: number }>;

/** In processors: 0.1 means that others took a tenth of one processor. */
export const DISTURBED_ABOVE = 0.1;

/** How many processors other processes took between two samples. */
export function takenByOthers(before: ProcessorSample, after: ProcessorSample): number {
  const othersMs = after.busyMs - before.busyMs - (after.ownMs - before.ownMs);
  return Math.max(0, othersMs / (after.atMs - before.atMs));
}

/** @returns undefined where the system cannot tell */
export function sampleProcessors(): ProcessorSample | undefined {
  if (!hasProcesses()) return undefined;
  const ownMs = ownProcesses().reduce((sum, { msWithChildren }) => sum + msWithChildren, 0);
  return { atMs: performance.now(), busyMs: busyMs(), ownMs };
}
