import type { Installation } from "./installation.ts";

/**
 * Runs a statement in an installation's database, as the owner of the tables, and returns what it answers.
 * @throws Error with the database's reason when it fails
 */
export async function inDatabase(installation: Installation, statement: string): Promise<string> {
  const psql = ["psql", "--username=postgres", "--dbname=gatehouse", "--set=ON_ERROR_STOP=1", "--quiet"];
  const command = [...psql, "--tuples-only", "--no-align", `--command=SET ROLE gatehouse_owner; ${statement}`];
  const { code, stdout, stderr } = await installation.container("database").execute(command);
  if (code !== 0) throw new Error(stderr);
  return String(stdout).trim();
}
