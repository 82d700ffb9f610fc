import { render } from "react-email";
import type { EmailKind } from "./email-kinds.ts";
import { oneLine } from "./one-line.ts";
import { type EmailProps, TEMPLATES } from "./templates.ts";
import { toText } from "./to-text.ts";

export type ComposedEmail = Readonly<{ subject: string; html: string; text: string }>;

/**
 * Writes a mail. Whatever the props hold stays text, on one line: no name can become markup, a header or a paragraph.
 */
export async function compose<Kind extends EmailKind>(kind: Kind, props: EmailProps[Kind]): Promise<ComposedEmail> {
  const { default: Mail, subject } = TEMPLATES[kind];
  const told = onOneLineEach(props);
  const html = await render(Mail(told));
  return { subject: subject(told), html, text: toText(html) };
}

const onOneLineEach = <Props extends object>(props: Props): Props =>
  Object.fromEntries(
    Object.entries(props).map(([name, value]) => [name, typeof value === "string" ? oneLine(value) : value]),
  ) as Props;
