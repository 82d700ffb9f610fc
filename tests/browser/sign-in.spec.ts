import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import { signIn } from "./sign-in.ts";
import { expect, flow } from "./test.ts";

flow("a user signs in", async ({ page, inspect }) => {
  const user = await activeAccount();
  await page.goto(paths.login);
  await inspect(page);
  await signIn(page, user);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${user.firstName}`);
  await inspect(page);
});
