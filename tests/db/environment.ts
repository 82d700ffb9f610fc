import { completeEnvironment } from "#lib/config/index.ts";

/** Failed sign-ins are answered late, as in production, and passwords are hashed at the lowest cost allowed there. */
export const WITH_DELAYS = { INSECURE_FAST_SIGN_IN: "", BCRYPT_COST: "10" };

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
