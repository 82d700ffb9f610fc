import { closeDatabase } from "#db/client.ts";
import { createFirstAdministrator } from "#lib/accounts/create-first-administrator.ts";
import type { ReadyAccount } from "#lib/accounts/hand-over.ts";

/** Makes the first administrator, and leaves no connection: the pages have their own. */
export async function firstAdministrator(): Promise<ReadyAccount | undefined> {
  try {
    return await createFirstAdministrator();
  } finally {
    await closeDatabase();
  }
}
