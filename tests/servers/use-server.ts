import { closeDatabase } from "#db/client.ts";
import { completeEnvironment } from "#lib/config/index.ts";
import { provideDatabaseEnvironment } from "#lib/database-environment.ts";
import { remote } from "./control.ts";
import type { Server, Settings } from "./server.ts";
import type {
  EmailProviderControl,
  IdentityProviderControl,
  MailboxControl,
  Mode,
  ProductControl,
  SharedServers,
} from "./shared-servers.ts";

export const sharedServers = remote<SharedServers>("servers");
export const mailbox = remote<MailboxControl>("mailbox");
export const emailProvider = remote<EmailProviderControl>("emailProvider");
export const identityProvider = remote<IdentityProviderControl>("identityProvider");
export const product = remote<ProductControl>("product");

let current: Settings = {};

/** Makes this process use the settings and database of a shared server, as `#tests/db/people.ts` needs. */
export async function useServer(mode: Mode): Promise<Server> {
  const server = await sharedServers.use(mode);
  await useDatabaseOf(server);
  return server;
}

/** Makes this process use the settings and database of a server. */
export async function useDatabaseOf({ environment }: Server): Promise<void> {
  if (current.PORT === environment.PORT) return;
  await closeDatabase();
  // An empty value counts as not set.
  const unset = Object.fromEntries(Object.keys(current).map((name) => [name, ""]));
  current = environment;
  completeEnvironment({ ...unset, ...environment });
  provideDatabaseEnvironment();
}
