import { type Answer, type Client, filledIn, type Values } from "./client.ts";
import { formsIn } from "./forms.ts";
import { textOf } from "./page-text.ts";

/**
 * Sends the form of a page that has a button of this text, filled in as it is but for what is given.
 * @throws Error where the page has no such button
 */
export async function press(client: Client, path: string, button: string, values: Values = {}): Promise<Answer> {
  const { status, body } = await client.get(path);
  const forms = body.match(/<form\b.*?<\/form>/gs) ?? [];
  const found = forms.find((form) => buttonsOf(form).includes(button));
  const [form] = formsIn(found ?? "");
  if (!form) throw new Error(`${path} (${status}) has no button “${button}”.`);
  return client.post(path, filledIn(form, values));
}

const buttonsOf = (form: string): string[] =>
  (form.match(/<button\b.*?<\/button>/gs) ?? []).map((button) => textOf({ body: button }));
