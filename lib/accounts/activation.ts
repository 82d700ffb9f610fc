import { type SQL, sql } from "drizzle-orm";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import { links } from "#db/schema/links.ts";

/** Whether an account's holder has ever chosen a password. */
export const isActivated = (): SQL<boolean> => sql<boolean>`${credentials.activatedAt} IS NOT NULL`;

/** Until when an account's activation link works or worked, of the last that was mailed; null where none was. */
export const activationEndsAt = (): SQL<Date | null> =>
  sql`(SELECT max(${links.expiresAt}) FROM ${links} WHERE ${links.accountId} = ${accounts.id}
    AND ${links.purpose} = 'activation' AND ${links.usedAt} IS NULL AND ${links.replacedAt} IS NULL)`.mapWith(
    (moment: string | Date) => new Date(moment),
  );
