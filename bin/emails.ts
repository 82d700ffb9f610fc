import { createServer } from "vite";
import { MAIL_LABELS, type MailKind } from "#lib/mail/kinds.ts";
import { misuse } from "./command.ts";

/** Forces what a reader's email program would ask the system for. */
const SCHEMES = { light: "not all", dark: "all" } as const;

const WIDTHS = [600, 320];

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; }
  iframe, pre { border: 1px solid #7d8896; margin: 0 1rem 1rem 0; }
  iframe { height: 62rem; }
  pre { padding: 1rem; width: fit-content; }`;

const [port = "0", ...rest] = process.argv.slice(2);
if (!/^\d{1,5}$/.test(port) || rest.length > 0) misuse("Usage: npm run emails [-- PORT]");

// Node runs our TypeScript but knows no JSX. Vite does, and reads a file again when it was edited.
const vite = await createServer({
  configFile: false,
  appType: "custom",
  logLevel: "warn",
  server: { port: Number(port), host: "127.0.0.1", hmr: false, ws: false },
  plugins: [
    {
      name: "emails",
      configureServer: ({ middlewares }) =>
        void middlewares.use("/", (_request, response, next) => {
          page().then((html) => response.setHeader("Content-Type", "text/html; charset=utf-8").end(html), next);
        }),
    },
  ],
});
await vite.listen();
console.log(`The emails are at ${vite.resolvedUrls?.local[0]} (Ctrl-C stops it).`);

/** Every email with its subject, in every scheme and width, and as plain text. */
async function page(): Promise<string> {
  const kinds = Object.keys(MAIL_LABELS) as MailKind[];
  const emails = await Promise.all(kinds.map(section));
  return `<!doctype html><html lang="en"><title>Emails</title><style>${STYLE}</style><h1>Emails</h1>${emails.join("")}</html>`;
}

async function section(kind: MailKind): Promise<string> {
  const { TEMPLATES } = (await vite.ssrLoadModule("/lib/mail/templates.ts")) as typeof import("#lib/mail/templates.ts");
  const { compose } = (await vite.ssrLoadModule("/lib/mail/compose.ts")) as typeof import("#lib/mail/compose.ts");
  const { subject, html, text } = await compose(kind, TEMPLATES[kind].PreviewProps);
  const frames = Object.entries(SCHEMES).flatMap(([scheme, media]) => {
    const shown = asText(html.replace("(prefers-color-scheme: dark)", media));
    return WIDTHS.map((width) => `<iframe srcdoc="${shown}" width="${width}" title="${scheme}, ${width}"></iframe>`);
  });
  return `<details><summary>${MAIL_LABELS[kind]}: ${asText(subject)}</summary>${frames.join("")}<pre>${asText(text)}</pre></details>`;
}

const asText = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
