import type { Needs } from "#lib/config/index.ts";

export type Installation = Readonly<{
  needs: Needs;
  buildsPages: boolean;
  databaseWaitMs: number;
}>;

export const CHECKOUT: Installation = { needs: {}, buildsPages: true, databaseWaitMs: 0 };

/** The container image, which is already built, with PostgreSQL in another container that may start at the same time. */
export const IMAGE: Installation = { needs: { database: true }, buildsPages: false, databaseWaitMs: 60_000 };
