import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findNginx } from "#tests/programs/nginx.ts";
import { openProduct, type Product } from "./product.ts";

export type ForwardAuthProxy = Readonly<{
  /** The URL of the product behind the proxy. */
  url: string;
  requests: Product["requests"];
  close(): Promise<void>;
}>;

/**
 * Starts nginx with the configuration of docs/forward-auth.md, in front of a small product.
 * @param gatehouse the origin of Gatehouse
 * @throws Error with the output of nginx if it does not start
 */
export async function openForwardAuthProxy(gatehouse: string, port: number): Promise<ForwardAuthProxy> {
  const nginx = findNginx();
  if (!nginx) throw new Error("nginx is missing. Run npm test, which installs it, or set NGINX_PATH.");
  const directory = mkdtempSync(join(tmpdir(), "gatehouse-nginx-"));
  const socket = join(directory, "product.sock");
  const product = await openProduct(socket);
  const [site, authRequest, productHeaders] = documented("nginx").map((text) =>
    configured(text, directory, { gatehouse, port, product: socket }),
  );
  const files = {
    "nginx.conf": mainConfiguration(directory),
    "site.conf": site,
    "gatehouse-auth-request.conf": authRequest,
    "gatehouse-product-headers.conf": productHeaders,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), String(text));

  const errorLog = join(directory, "error.log");
  const child = spawn(nginx, ["-p", directory, "-c", join(directory, "nginx.conf"), "-e", errorLog], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let output = "";
  child.stderr.on("data", (chunk) => (output += chunk));
  const ended = once(child, "close");
  while (!(await answers(`http://127.0.0.1:${port}/.gatehouse`))) {
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

/** The code blocks of a language in docs/forward-auth.md. */
const documented = (language: string): string[] =>
  [...readFileSync("docs/forward-auth.md", "utf8").matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(
    ([, block = ""]) => block,
  );

type Addresses = Readonly<{ gatehouse: string; port: number; product: string }>;

/** The documented configuration with the addresses of a test, without certificates. */
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
    .replaceAll("/etc/nginx/gatehouse-", `${directory}/gatehouse-`);
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

/** Whether nginx responds, and not another program that took its port. */
const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ headers }) => headers.get("server")?.startsWith("nginx") ?? false,
    () => false,
  );
