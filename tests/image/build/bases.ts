import { appendFileSync, chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execute } from "#tests/image/execute.ts";

/** A base image: its root, and its configuration as options of `buildah config`. */
export type Base = Readonly<{ root: string; config: readonly string[] }>;

const NODE = join("node_modules", "node", "bin", "node");
const PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const CERTIFICATES = "etc/ssl/certs/ca-certificates.crt";
const NONROOT = 65532;

export const PACKAGES = ["ca-certificates", "libstdc++6", "tzdata"];

/** The packages whose files are in the distroless image. */
const RUNTIME_PACKAGES = ["libc6", "libgcc-s1", "libstdc++6", "tzdata"];
const NOT_FOR_RUNTIME = /^\/usr\/(bin|sbin|share\/(doc|man|lintian|bug))\b|^\/\.$/;

/**
 * A root like `node:24-trixie-slim`: Debian with the pinned Node, and npm and the certificates of this machine.
 * @param root Debian with {@link PACKAGES}
 */
export async function makeBuildBase(root: string): Promise<Base> {
  copyFileSync(NODE, join(root, "usr/local/bin/node"));
  const npm = join(root, "usr/local/lib/node_modules/npm");
  cpSync(await directoryOfNpm(), npm, { recursive: true });
  writeFileSync(
    join(root, "usr/local/bin/npm"),
    '#!/bin/sh\nexec node /usr/local/lib/node_modules/npm/bin/npm-cli.js "$@"\n',
  );
  chmodSync(join(root, "usr/local/bin/npm"), 0o755);
  copyCertificates(root);
  return { root, config: ["--env", PATH, "--cmd", "node"] };
}

/**
 * A root like the distroless images: Node and its libraries only.
 * @param debian Debian with {@link PACKAGES}
 */
export async function makeRuntimeBase(debian: string, root: string): Promise<Base> {
  const admin = `--admindir=${join(debian, "var/lib/dpkg")}`;
  const owned = (await execute("dpkg-query", [admin, "--listfiles", ...RUNTIME_PACKAGES])).split("\n");
  const files = ["/lib", "/lib64", `/${CERTIFICATES}`, ...owned].filter((file) => file && !NOT_FOR_RUNTIME.test(file));
  mkdirSync(root);
  const list = [...new Set(files)].map((file) => `.${file}\n`).join("");
  await execute("sh", ["-c", `tar -C ${debian} --no-recursion -T - -c | tar -C ${root} -x`], { input: list });

  for (const directory of ["nodejs/bin", "proc", "sys", "dev", "etc", "home", "root", "var/tmp"])
    mkdirSync(join(root, directory), { recursive: true });
  for (const directory of ["tmp", "home/nonroot"]) mkdirSync(join(root, directory));
  chmodSync(join(root, "tmp"), 0o1777);
  copyFileSync(NODE, join(root, "nodejs/bin/node"));
  writeFileSync(join(root, "etc/nsswitch.conf"), "hosts: files dns\n");
  const entry = (name: string, id: number) => `${name}:x:${id}:${id}:${name}:/home/${name}:/sbin/nologin\n`;
  writeFileSync(join(root, "etc/passwd"), `root:x:0:0:root:/root:/sbin/nologin\n${entry("nonroot", NONROOT)}`);
  writeFileSync(join(root, "etc/group"), `root:x:0:\nnonroot:x:${NONROOT}:\n`);
  await execute("chown", [`${NONROOT}:${NONROOT}`, join(root, "home/nonroot")]);
  const env = ["--env", PATH, "--env", `SSL_CERT_FILE=/${CERTIFICATES}`];
  const start = ["--entrypoint", '["/nodejs/bin/node"]', "--user", String(NONROOT), "--workingdir", "/home/nonroot"];
  return { root, config: [...env, ...start] };
}

async function directoryOfNpm(): Promise<string> {
  const { npm_execpath: running } = process.env;
  const cli = running?.endsWith("npm-cli.js")
    ? running
    : await execute("sh", ["-c", 'readlink -f "$(command -v npm)"']);
  return dirname(dirname(cli.trim()));
}

/** A package proxy may use a private certificate authority. */
function copyCertificates(root: string): void {
  const { NODE_EXTRA_CA_CERTS = "" } = process.env;
  for (const file of new Set([`/${CERTIFICATES}`, NODE_EXTRA_CA_CERTS].filter(Boolean)))
    appendFileSync(join(root, CERTIFICATES), readFileSync(file));
}
