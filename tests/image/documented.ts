import { readFileSync } from "node:fs";

/** The `docker compose` commands under a heading of docs/deploy.md. */
export function documentedLines(heading: string): string[] {
  const document = readFileSync("docs/deploy.md", "utf8");
  const [, section = ""] = document.match(new RegExp(`^### ${heading}$(.*?)(?=^##)`, "ms")) ?? [];
  const blocks = [...section.matchAll(/^```sh$(.*?)^```$/gms)].map(([, block = ""]) => block);
  return blocks.flatMap((block) => block.split("\n").filter((line) => line.startsWith("docker compose ")));
}
