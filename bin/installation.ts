import type { Needs } from "#lib/config/index.ts";

/** What differs between the ways in which Gatehouse is installed. */
export type Installation = Readonly<{
  needs: Needs;
  /** Whether pages that are not built from the sources as they are get built at a start. */
  buildsPages: boolean;
  /** How long a database that does not answer yet is waited for. */
  databaseWaitMs: number;
}>;

/** A clone, which brings everything along. */
export const CHECKOUT: Installation = { needs: {}, buildsPages: true, databaseWaitMs: 0 };

/** The container image: the pages are built, and PostgreSQL runs elsewhere and may start at the same time. */
export const IMAGE: Installation = { needs: { database: true }, buildsPages: false, databaseWaitMs: 60_000 };
