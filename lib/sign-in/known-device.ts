import { randomUUID } from "node:crypto";
import { z } from "zod";
import { readEncryptedCookie, writeEncryptedCookie } from "#lib/http/encrypted-cookie.ts";

/** Exempt from the limits on anonymous attempts (OWASP Authentication Cheat Sheet, device cookies). */
export type KnownDevice = Readonly<{ id: string; accountIds: readonly string[] }>;

const cookieContent = z.object({ id: z.string(), accountIds: z.array(z.string()) });

/** Users who share a browser. */
const MAX_ACCOUNTS = 5;

export const readKnownDevice = async (): Promise<KnownDevice | undefined> =>
  cookieContent.safeParse(await readEncryptedCookie("device")).data;

export async function rememberDevice(device: KnownDevice | undefined, accountId: string): Promise<void> {
  const others = device?.accountIds.filter((id) => id !== accountId) ?? [];
  const accountIds = [accountId, ...others].slice(0, MAX_ACCOUNTS);
  await writeEncryptedCookie("device", { id: device?.id ?? randomUUID(), accountIds });
}
