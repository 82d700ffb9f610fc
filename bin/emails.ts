import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer as createVite } from "vite";
import { MAIL_LABELS, type MailKind } from "#lib/mail/kinds.ts";
import { misuse } from "./command.ts";

/** Forces what a reader's mail program would ask the system for. */
const SCHEMES = { light: "not all", dark: "all" } as const;

const WIDTHS = [600, 320];

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; }
  iframe { border: 1px solid #7d8896; height: 62rem; margin: 0 1rem 1rem 0; }
  pre { border: 1px solid #7d8896; padding: 1rem; width: fit-content; }`;

const [port = "0", ...rest] = process.argv.slice(2);
if (!/^\d{1,5}$/.test(port) || rest.length > 0) misuse("Usage: npm run emails [-- PORT]");

// Node runs our TypeScript but knows no JSX. Vite does, and reads a file again when it was edited.
const vite = await createVite({
  configFile: false,
  appType: "custom",
  logLevel: "warn",
  server: { middlewareMode: true, hmr: false, ws: false },
});

const server = createServer(async ({ url = "/" }, response) => {
  try {
    const page = await answer(new URL(url, "http://localhost"));
    response.writeHead(page ? 200 : 404, { "Content-Type": "text/html; charset=utf-8" }).end(page ?? "Not found");
  } catch (error) {
    vite.ssrFixStacktrace(error as Error);
    response.writeHead(500, { "Content-Type": "text/plain; charset=utf-8" }).end((error as Error).stack);
  }
}).listen(Number(port), "127.0.0.1");
await once(server, "listening");
console.log(`The mails are at http://127.0.0.1:${(server.address() as AddressInfo).port} (Ctrl-C stops it).`);

/** `/` lists the mails, `/KIND` shows one in every way, and `/KIND?scheme=dark` is its HTML. */
async function answer({ pathname, searchParams }: URL): Promise<string | undefined> {
  if (pathname === "/") return index();
  const kind = pathname.slice(1);
  if (!isKind(kind)) return undefined;
  const scheme = searchParams.get("scheme");
  if (scheme !== "light" && scheme !== "dark") return overview(kind);
  return (await sample(kind)).html.replace("(prefers-color-scheme: dark)", SCHEMES[scheme]);
}

const isKind = (name: string): name is MailKind => Object.hasOwn(MAIL_LABELS, name);

async function sample(kind: MailKind) {
  const { TEMPLATES } = (await vite.ssrLoadModule("/lib/mail/templates.ts")) as typeof import("#lib/mail/templates.ts");
  const { compose } = (await vite.ssrLoadModule("/lib/mail/compose.ts")) as typeof import("#lib/mail/compose.ts");
  return compose(kind, TEMPLATES[kind].PreviewProps);
}

async function index(): Promise<string> {
  const kinds = Object.keys(MAIL_LABELS).filter(isKind);
  const entries = await Promise.all(
    kinds.map(async (kind) => {
      const { subject } = await sample(kind);
      return `<li><a href="/${kind}">${MAIL_LABELS[kind]}</a>: ${asText(subject)}</li>`;
    }),
  );
  return document("Mails", `<ul>${entries.join("")}</ul>`);
}

async function overview(kind: MailKind): Promise<string> {
  const { subject, text } = await sample(kind);
  const frames = Object.keys(SCHEMES).flatMap((scheme) =>
    WIDTHS.map(
      (width) => `<iframe src="/${kind}?scheme=${scheme}" width="${width}" title="${scheme}, ${width}"></iframe>`,
    ),
  );
  return document(
    MAIL_LABELS[kind],
    `<p><a href="/">All mails</a></p><p>Subject: ${asText(subject)}</p>${frames.join("")}<pre>${asText(text)}</pre>`,
  );
}

const document = (title: string, content: string) =>
  `<!doctype html><html lang="en"><title>${title}</title><style>${STYLE}</style><h1>${title}</h1>${content}</html>`;

const asText = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
