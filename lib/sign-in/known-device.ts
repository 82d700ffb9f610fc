import { randomUUID } from "node:crypto";
import { z } from "zod";
import { readEncryptedCookie, writeEncryptedCookie } from "#lib/http/encrypted-cookie.ts";

/**
 * A browser in which accounts have signed in, so that it is not refused with anonymous ones (OWASP
 * Authentication Cheat Sheet, device cookies). It opens nothing: the password is asked for all the same.
 */
export type KnownDevice = Readonly<{ id: string; accountIds: readonly string[] }>;

const shape = z.object({ id: z.string(), accountIds: z.array(z.string()) });

/** People who share a browser. */
const MAX_ACCOUNTS = 5;

/** The device that the request comes from; `undefined` where nobody has signed in, or the cookie is not ours. */
export const readKnownDevice = async (): Promise<KnownDevice | undefined> =>
  shape.safeParse(await readEncryptedCookie("device")).data;

/** Remembers that an account has signed in on this device. Only where cookies can be set: in an action or a route. */
export async function rememberDevice(device: KnownDevice | undefined, accountId: string): Promise<void> {
  const others = device?.accountIds.filter((known) => known !== accountId) ?? [];
  const accountIds = [accountId, ...others].slice(0, MAX_ACCOUNTS);
  await writeEncryptedCookie("device", { id: device?.id ?? randomUUID(), accountIds });
}
