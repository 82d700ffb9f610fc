import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { freePort } from "#db/embedded/free-port.ts";
import { ensurePgBouncer } from "#tests/programs/pgbouncer.ts";

export const POOL_SIZE = 5;

/** A connection pooler in transaction mode. */
export type Pooler = Readonly<{
  /** The address of the database through the pooler. */
  url: string;
  /** The number of client connections. */
  clients(): Promise<number>;
  close(): Promise<void>;
}>;

/**
 * Starts PgBouncer in front of a database, with strict settings.
 * @throws Error with the output of PgBouncer if it does not start
 */
export async function openPooler(databaseUrl: string): Promise<Pooler> {
  const pgbouncer = ensurePgBouncer();
  const direct = new URL(databaseUrl);
  const port = await freePort(undefined);
  const directory = mkdtempSync(join(tmpdir(), "gatehouse-pgbouncer-"));
  chmodSync(directory, 0o755);
  const file = join(directory, "pgbouncer.ini");
  writeFileSync(join(directory, "users"), `"${direct.username}" "${decodeURIComponent(direct.password)}"\n`);
  writeFileSync(file, configuration({ direct, port, directory, version: versionOf(pgbouncer) }));

  const child = spawn(pgbouncer, [file], { stdio: ["ignore", "ignore", "pipe"] });
  let output = "";
  child.stderr.on("data", (chunk) => (output += chunk));
  const ended = once(child, "close");
  const end = () => child.kill("SIGTERM");
  process.once("exit", end);
  const addressed = (database: string) => {
    const url = new URL(databaseUrl);
    url.port = String(port);
    url.pathname = database;
    return url.href;
  };
  // The console accepts only simple queries.
  const queryConsole = async (query: string) => {
    const sql = postgres(addressed("pgbouncer"), { max: 1, prepare: false, fetch_types: false, onnotice: () => {} });
    return sql
      .unsafe(query)
      .simple()
      .finally(() => sql.end());
  };
  while (!(await queryConsole("SHOW VERSION").catch(() => undefined))) {
    if (child.exitCode !== null) throw new Error(`PgBouncer did not start:\n${output}`);
  }
  return {
    url: addressed(direct.pathname),
    async clients() {
      const rows = await queryConsole("SHOW CLIENTS");
      return rows.filter(({ database }) => `/${database}` === direct.pathname).length;
    },
    async close() {
      process.off("exit", end);
      end();
      await ended;
      rmSync(directory, { recursive: true });
    },
  };
}

type Options = Readonly<{ direct: URL; port: number; directory: string; version: number }>;

/** From version 1.21 on, prepared statements are supported unless disabled. Older versions do not know the setting. */
const configuration = ({ direct, port, directory, version }: Options) => `
[databases]
${direct.pathname.slice(1)} = host=${direct.hostname} port=${direct.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${directory}/users
stats_users = ${direct.username}
pool_mode = transaction
default_pool_size = ${POOL_SIZE}
${version >= 1.21 ? "max_prepared_statements = 0" : ""}
${process.getuid?.() === 0 ? "user = postgres" : ""}
`;

const versionOf = (pgbouncer: string): number =>
  Number.parseFloat(execFileSync(pgbouncer, ["--version"], { encoding: "utf8" }).replace(/^\D+/, ""));
