import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findNginx } from "#tests/programs/nginx.ts";

/** The blocks of a language in docs/gate.md, in order. */
const documented = (language: string): string[] =>
  [...readFileSync("docs/gate.md", "utf8").matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(
    ([, block = ""]) => block,
  );

type Addresses = Readonly<{ gatehouse: string; port: number; product: number }>;

/** The documented configuration with the addresses of a test in it, and without certificates. */
function configured(text: string, directory: string, { gatehouse, port, product }: Addresses): string {
  const own = new URL(gatehouse);
  return text
    .replace("listen 443 ssl;", `listen 127.0.0.1:${port};`)
    .replace("server_name example.com;", "server_name localhost;")
    .replace(/^.*ssl_certificate.*\n/gm, "")
    .replaceAll("https://example.com:8443", own.origin)
    .replaceAll("https://example.com", `http://localhost:${port}`)
    .replaceAll("http://127.0.0.1:3000", `http://127.0.0.1:${own.port}`)
    .replaceAll("http://127.0.0.1:8080", `http://127.0.0.1:${product}`)
    .replaceAll("/etc/nginx/gate-", `${directory}/gate-`)
    .replaceAll("__Host-gatehouse", "gatehouse");
}

const around = (directory: string) => `
daemon off;
master_process off;
pid ${directory}/pid;
error_log ${directory}/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${directory}/body;
  proxy_temp_path ${directory}/proxy;
  fastcgi_temp_path ${directory}/fastcgi;
  uwsgi_temp_path ${directory}/uwsgi;
  scgi_temp_path ${directory}/scgi;
  include ${directory}/site.conf;
}`;

/** A small product: its page says what the proxy told it. */
async function openProduct() {
  const asked: IncomingHttpHeaders[] = [];
  const server = createServer(({ headers, url }, response) => {
    asked.push(headers);
    response.setHeader("content-type", "text/html");
    response.end(
      `<!doctype html><html lang="en"><title>Product</title><link rel="icon" href="data:,"><h1>The product at ${url}</h1>`,
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port, asked };
}

export type Gate = Readonly<{
  /** Where the product is reached through nginx. */
  url: string;
  /** The headers of every request that has reached the product, the latest last. */
  asked: readonly IncomingHttpHeaders[];
  close(): Promise<void>;
}>;

/**
 * Puts Debian's nginx, configured as docs/gate.md says, in front of a small product.
 * @param gatehouse the origin of the Gatehouse that it asks
 * @param port where it listens
 */
export async function openGate(gatehouse: string, port: number): Promise<Gate> {
  const nginx = findNginx();
  if (!nginx) throw new Error("There is no nginx: npm test installs one, or set NGINX_PATH.");
  const product = await openProduct();
  const directory = mkdtempSync(join(tmpdir(), "gatehouse-nginx-"));
  const [site, question, told] = documented("nginx").map((text) =>
    configured(text, directory, { gatehouse, port, product: product.port }),
  );
  const files = {
    "nginx.conf": around(directory),
    "site.conf": site,
    "gate-question.conf": question,
    "gate-product.conf": told,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), String(text));

  const child = spawn(
    nginx,
    ["-p", directory, "-c", join(directory, "nginx.conf"), "-e", join(directory, "error.log")],
    {
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  let said = "";
  child.stderr.on("data", (words) => (said += words));
  const ended = once(child, "close");
  const url = `http://localhost:${port}`;
  while (!(await answers(`http://127.0.0.1:${port}/.gate`))) {
    if (child.exitCode !== null) throw new Error(`nginx did not start:\n${said}`);
  }
  return {
    url,
    asked: product.asked,
    async close() {
      child.kill("SIGTERM");
      await ended;
      product.server.close();
      product.server.closeAllConnections();
      rmSync(directory, { recursive: true });
    },
  };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );
