import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import { signIn } from "./signing-in.ts";
import { expect, test } from "./test.ts";

test("the right password lets a person in, at the start page that greets them", async ({ page }) => {
  const person = await activeAccount();
  await signIn(page, person);
  await expect(page).toHaveURL(paths.home);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${person.firstName}`);
});
