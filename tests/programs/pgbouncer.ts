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

/** Installs PgBouncer if needed. @throws OperatorError if that fails */
export const ensurePgBouncer = (): string => ensureProgram(PGBOUNCER);
