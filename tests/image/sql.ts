import type { Installation } from "./installation.ts";

/**
 * Runs a statement as the owner of the tables, and returns its output.
 * @throws Error with the message of the database
 */
export async function inDatabase(installation: Installation, statement: string): Promise<string> {
  const psql = ["psql", "--username=postgres", "--dbname=gatehouse", "--set=ON_ERROR_STOP=1", "--quiet"];
  const command = [...psql, "--tuples-only", "--no-align", `--command=SET ROLE gatehouse_owner; ${statement}`];
  const { code, stdout, stderr } = await installation.container("database").execute(command);
  if (code !== 0) throw new Error(stderr);
  return String(stdout).trim();
}
