import {
  type ChildProcess,
  type ChildProcessWithoutNullStreams,
  type ExecFileOptions,
  execFile,
} from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { buffer, text } from "node:stream/consumers";
import { promisify } from "node:util";
import type { Finished } from "./containers.ts";

type Options = ExecFileOptions & Readonly<{ input?: string }>;

/**
 * Runs a program and returns its stdout.
 * @throws Error with its output if it fails
 */
export async function execute(
  file: string,
  args: readonly string[],
  { input, ...options }: Options = {},
): Promise<string> {
  const running = promisify(execFile)(file, args, { ...options, maxBuffer: Number.POSITIVE_INFINITY });
  running.child.stdin?.end(input);
  try {
    return String((await running).stdout);
  } catch (error) {
    const { message, stdout = "", stderr = "" } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${message.split("\n", 1)[0]}\n${stdout}${stderr}`);
  }
}

/** Waits for a program to exit, successfully or not. */
export async function finish(
  child: ChildProcessWithoutNullStreams,
  input: Buffer = Buffer.alloc(0),
): Promise<Finished> {
  child.stdin.on("error", () => {}).end(input);
  const [stdout, stderr, code] = await Promise.all([buffer(child.stdout), text(child.stderr), exitCode(child)]);
  return { code, stdout, stderr };
}

/** The exit code, or 128 plus the number of the signal. */
export async function exitCode(child: ChildProcess): Promise<number> {
  const [code, signal] = await once(child, "close");
  return code ?? 128 + constants.signals[signal as NodeJS.Signals];
}
