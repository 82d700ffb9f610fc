import type { AccountState } from "./core/state.ts";

/** What a list can be filtered and sorted by. For scripts too. */
export const STATES = ["ACTIVE", "LOCKED"] as const satisfies readonly AccountState[];

export const IDENTITY_FILTERS = ["linked", "not-signed-in"] as const;

export type IdentityFilter = (typeof IDENTITY_FILTERS)[number];

export const SORTS = ["name", "email", "last-sign-in", "created"] as const;

export type Sort = (typeof SORTS)[number];

export const DEFAULT_SORT = "name" satisfies Sort;

export type Direction = "ascending" | "descending";

export const defaultDirection = (sort: Sort): Direction =>
  sort === "name" || sort === "email" ? "ascending" : "descending";
