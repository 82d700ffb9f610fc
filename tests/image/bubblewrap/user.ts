import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type User = Readonly<{ uid: number; gid: number; home: string }>;

/**
 * Resolves a user as Docker does. The group defaults to that in /etc/passwd, or else 0.
 * @param user `UID`, `UID:GID` or a name
 */
export function findUser(user: string, root: string): User {
  const [name = "", group] = (user || "0").split(":");
  const list = join(root, "etc", "passwd");
  const entries = existsSync(list) ? readFileSync(list, "utf8").split("\n") : [];
  const entry = entries.map((line) => line.split(":")).find(([known, , uid]) => known === name || uid === name);
  const uid = Number(entry?.[2] ?? name);
  if (Number.isNaN(uid)) throw new Error(`There is no user ${name} in ${root}.`);
  return { uid, gid: Number(group ?? entry?.[3] ?? 0), home: entry?.[5] ?? "/" };
}
