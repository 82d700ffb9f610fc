import { rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { EMAIL_LABELS, type EmailKind } from "#lib/mail/email-kinds.ts";

const DIRECTORY = "dist/emails";

// Node runs TypeScript, but not JSX.
rmSync(DIRECTORY, { recursive: true, force: true });
const entryPoints = ["lib/mail/compose.ts", "lib/mail/templates.ts"];
await build({ entryPoints, outdir: DIRECTORY, bundle: true, splitting: true, format: "esm", packages: "external" });
const { compose }: typeof import("#lib/mail/compose.ts") = await import(`../${DIRECTORY}/compose.js`);
const { TEMPLATES }: typeof import("#lib/mail/templates.ts") = await import(`../${DIRECTORY}/templates.js`);

for (const kind of Object.keys(EMAIL_LABELS) as EmailKind[]) {
  const { subject, html, text } = await compose(kind, TEMPLATES[kind].PreviewProps);
  writeFileSync(`${DIRECTORY}/${kind}.html`, html);
  writeFileSync(`${DIRECTORY}/${kind}.txt`, `${subject}\n\n${text}`);
}
console.log(`Wrote all emails to ${DIRECTORY}, as HTML and text.`);
