import { existsSync, readFileSync } from "node:fs";
import { execute } from "#tests/image/execute.ts";

/** This machine's npm configuration as one file. */
export async function npmConfiguration(): Promise<string> {
  const [user, global, registry] = await Promise.all(["userconfig", "globalconfig", "registry"].map(setting));
  const files = [global, user]
    .filter((file) => existsSync(String(file)))
    .map((file) => readFileSync(String(file), "utf8"));
  return [...files, `registry=${registry}\n`].join("\n");
}

export const npmCache = (): Promise<string> => setting("cache");

const setting = async (name: string): Promise<string> => (await execute("npm", ["config", "get", name])).trim();
