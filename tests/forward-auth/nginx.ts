import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findNginx } from "#tests/programs/nginx.ts";
import { openProduct, type Product } from "./product.ts";

/** A proxy that asks Gatehouse about each request before it passes it on to a product. */
export type ForwardAuthProxy = Readonly<{
  /** Where the product is reached through the proxy. */
  url: string;
  requests: Product["requests"];
  close(): Promise<void>;
}>;

/**
 * Puts nginx, configured as docs/forward-auth.md says, in front of a small product.
 * @param gatehouse the origin of the Gatehouse that it asks
 * @param port where it listens
 * @throws Error with what nginx printed, when it does not start
 */
export async function openForwardAuthProxy(gatehouse: string, port: number): Promise<ForwardAuthProxy> {
  const nginx = findNginx();
  if (!nginx) throw new Error("There is no nginx: npm test installs one, or set NGINX_PATH.");
  const directory = mkdtempSync(join(tmpdir(), "gatehouse-nginx-"));
  const socket = join(directory, "product.sock");
  const product = await openProduct(socket);
  const [site, question, passedOn] = documented("nginx").map((text) =>
    configured(text, directory, { gatehouse, port, product: socket }),
  );
  const files = {
    "nginx.conf": mainConfiguration(directory),
    "site.conf": site,
    "gate-question.conf": question,
    "gate-product.conf": passedOn,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), String(text));

  const errorLog = join(directory, "error.log");
  const child = spawn(nginx, ["-p", directory, "-c", join(directory, "nginx.conf"), "-e", errorLog], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let output = "";
  child.stderr.on("data", (chunk) => (output += chunk));
  const ended = once(child, "close");
  while (!(await answers(`http://127.0.0.1:${port}/.gate`))) {
    if (child.exitCode !== null) throw new Error(`nginx did not start:\n${output}`);
  }
  return {
    url: `http://localhost:${port}`,
    requests: product.requests,
    async close() {
      child.kill("SIGTERM");
      await ended;
      product.close();
      rmSync(directory, { recursive: true });
    },
  };
}

/** The blocks of a language in docs/forward-auth.md, in order. */
const documented = (language: string): string[] =>
  [...readFileSync("docs/forward-auth.md", "utf8").matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(
    ([, block = ""]) => block,
  );

type Addresses = Readonly<{ gatehouse: string; port: number; product: string }>;

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
    .replaceAll("http://127.0.0.1:8080", `http://unix:${product}`)
    .replaceAll("/etc/nginx/gate-", `${directory}/gate-`);
}

const mainConfiguration = (directory: string) => `
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

/** Whether nginx answers there, and not somebody else who has taken its port meanwhile. */
const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ headers }) => headers.get("server")?.startsWith("nginx") ?? false,
    () => false,
  );
