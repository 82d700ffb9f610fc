import { completeEnvironment } from "#lib/config.ts";

/** Runs `work` under other settings than the tests' own. */
export async function withEnvironment<T>(settings: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before = Object.fromEntries(Object.keys(settings).map((name) => [name, process.env[name] ?? ""]));
  completeEnvironment(settings);
  try {
    return await work();
  } finally {
    completeEnvironment(before);
  }
}
