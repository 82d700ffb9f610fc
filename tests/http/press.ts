import { type Answer, type Client, filledIn, type Values } from "./client.ts";
import { formsIn } from "./forms.ts";
import { textOf } from "./page-text.ts";

/**
 * Submits the form with this button, with some of its values replaced.
 * @throws Error when the page has no such button
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
