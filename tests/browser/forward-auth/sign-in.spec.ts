import { paths } from "#lib/paths.ts";
import { submitSignIn } from "#tests/browser/sign-in.ts";
import { expect, flow, test } from "#tests/browser/test.ts";
import { groupWith, restrict, segregate } from "#tests/db/domains.ts";
import { activeAccount, uniqueWord } from "#tests/db/people.ts";
import { product } from "#tests/servers/use-server.ts";

test.use({ mode: "forward auth" });

flow("a user signs in on the way to a protected product", async ({ page }) => {
  await segregate(true);
  const { name } = await groupWith(["EMEA/France", "Zürich & Co"], undefined, uniqueWord());
  const user = await activeAccount({ firstName: "Zoë", lastName: "Müller, Jr", roles: ["device-manager", "viewer"] });
  await restrict(user.id, `${name}: EMEA/France`, `${name}: Zürich & Co`);
  const url = await product.url();
  const path = `/cart/%C3%A9?item=1&item=2&back=/x&for=${name}`;

  await page.goto(url + path);
  await expect(page).toHaveURL(({ pathname }) => pathname === paths.login);
  await submitSignIn(page, user);
  await expect(page).toHaveURL(url + path);
  await expect(page.getByRole("heading")).toHaveText(`The product at ${path}`);
  const requests = (await product.requests()).filter((request) => request.url === path);
  expect(requests.map(({ headers }) => headers)).toEqual([
    expect.objectContaining({
      "remote-user": user.id,
      "remote-email": user.email,
      "remote-name": "Zo%C3%AB%20M%C3%BCller%2C%20Jr",
      "remote-roles": "device-manager,viewer",
      "remote-domains": `${name}:EMEA/France,${name}:Z%C3%BCrich%20%26%20Co`,
    }),
  ]);
  expect(requests[0]?.headers.cookie ?? "").not.toContain("gatehouse.session");

  // A user who is signed in already is sent back at once, and nowhere else.
  await page.goto(`${paths.login}?back=${url}/again`);
  await expect(page).toHaveURL(`${url}/again`);
  await page.goto(`${paths.login}?back=http://localhost.evil.example/`);
  await expect(page).toHaveURL(paths.home);
});
