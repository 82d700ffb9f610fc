import { gzipSync } from "node:zlib";
import type { Part } from "#bench/harness/part.ts";
import { paths } from "#lib/paths.ts";

const LIMIT = 1.1;

export const part: Part = {
  title: "JavaScript",
  database: "empty",
  async measure({ startServer, startBare, administratorCookie }) {
    const [server, bare, cookie] = [await startServer(), await startBare(), await administratorCookie()];
    const bareBytes = await scriptBytes(bare.url, "/");
    const pages = [
      { name: "List page", path: paths.accounts },
      { name: "Sign-in page", path: paths.login },
    ];
    return Promise.all(
      pages.map(async ({ name, path }) => {
        const bytes = await scriptBytes(server.url, path, path === paths.login ? "" : cookie);
        return {
          name: `${name}, JavaScript compressed ÷ bare page`,
          value: bytes / bareBytes,
          limit: { atMost: LIMIT },
          detail: `${(bytes / 1000).toFixed(1)} kB ÷ ${(bareBytes / 1000).toFixed(1)} kB`,
        };
      }),
    );
  },
};

/** Of all scripts that the HTML of a page loads, each compressed with gzip. */
async function scriptBytes(origin: string, path: string, cookie = ""): Promise<number> {
  const html = await textOf(`${origin}${path}`, cookie);
  const tags = [...html.matchAll(/<script\b[^>]*>|<link\b[^>]*\bas="script"[^>]*>/g)].map(([tag]) => tag);
  // Browsers of the last years do not load scripts for older ones.
  const addresses = tags
    .filter((tag) => !/\bnomodule\b/i.test(tag))
    .flatMap((tag) => /\b(?:src|href)="([^"]+)"/.exec(tag)?.[1] ?? []);
  if (addresses.length === 0) throw new Error(`${path} loads no script.`);
  const scripts = await Promise.all([...new Set(addresses)].map((address) => textOf(new URL(address, origin), cookie)));
  return scripts.reduce((sum, script) => sum + gzipSync(script).length, 0);
}

async function textOf(url: URL | string, cookie: string): Promise<string> {
  const response = await fetch(url, { headers: { cookie }, redirect: "error" });
  if (!response.ok) throw new Error(`${url} responded with status ${response.status}.`);
  return response.text();
}
