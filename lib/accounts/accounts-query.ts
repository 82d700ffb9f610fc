import { z } from "zod";
import { ROLE_IDS } from "#lib/access/roles.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { withoutEmpty } from "#lib/http/without-empty.ts";
import { DEFAULT_SORT, type Direction, defaultDirection, IDENTITY_FILTERS, SORTS, STATES } from "./list-options.ts";

const isWithoutNul = (text: string): boolean => !text.includes("\0");

/** The sort key of what has never happened. */
export const NEVER = "-infinity";

const isMoment = (key: string): boolean => key === NEVER || z.iso.datetime().safeParse(key).success;

/** The sort key and, because keys repeat, the id of the row. */
export type Cursor = Readonly<{ key: string; id: string }>;

const CURSOR = z.tuple([z.string().max(600).refine(isWithoutNul), z.uuid()]);

export const writeCursor = ({ key, id }: Cursor): string =>
  Buffer.from(JSON.stringify([key, id])).toString("base64url");

const cursor = z
  .string()
  .max(2000)
  .transform((text, context): Cursor => {
    try {
      const [key, id] = CURSOR.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
      return { key, id };
    } catch {
      context.addIssue({ code: "custom", message: "Not a place in the list." });
      return z.NEVER;
    }
  });

export const accountsQuery = z.preprocess(
  withoutEmpty,
  z
    .object({
      search: z.string().max(200).refine(isWithoutNul).optional(),
      state: z.enum(STATES).optional(),
      identity: z.enum(IDENTITY_FILTERS).optional(),
      role: z.enum(ROLE_IDS).optional(),
      /** Such as `Regions: EMEA/France`, or a path alone. Includes the domains below it. */
      domain: z.string().max(200).refine(isWithoutNul).optional(),
      sort: z.enum(SORTS).default(DEFAULT_SORT),
      direction: z.enum(["ascending", "descending"]).optional(),
      after: cursor.optional(),
      before: cursor.optional(),
    })
    .refine(({ state, identity }) => !(authenticationMode().locksAccounts ? identity : state))
    .refine(({ sort, after, before }) => {
      const key = (before ?? after)?.key;
      return key === undefined || sort === "name" || sort === "email" || isMoment(key);
    }),
);

export type AccountsQuery = z.output<typeof accountsQuery>;

export const directionOf = ({ sort, direction }: Pick<AccountsQuery, "sort" | "direction">): Direction =>
  direction ?? defaultDirection(sort);
