import { installFromDebian } from "./debian.ts";
import { ensureProgram, type Program } from "./program.ts";

const PGBOUNCER: Program = {
  name: "PgBouncer",
  variable: "PGBOUNCER_PATH",
  candidates: () => ["/usr/sbin/pgbouncer", "/usr/local/bin/pgbouncer"],
  version: "--version",
  debianPackage: "pgbouncer",
  installers: [() => installFromDebian("--no-install-recommends", "pgbouncer")],
};

/**
 * The path of PgBouncer, which is installed when there is none.
 * @throws OperatorError when there is no way to get one
 */
export const ensurePgBouncer = (): string => ensureProgram(PGBOUNCER);
