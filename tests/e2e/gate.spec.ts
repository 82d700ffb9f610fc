import { freePort } from "#db/embedded/free-port.ts";
import { paths } from "#lib/paths.ts";
import { groupWith, restrict, segregate } from "#tests/db/domains.ts";
import { type Gate, openGate } from "./nginx.ts";
import { accountWithSingleUsePassword, viewer } from "./people.ts";
import { send } from "./security/client.ts";
import { SESSION_COOKIE } from "./security/visitors.ts";
import { choosePassword, signIn, signInAsAdministrator, submitSignIn } from "./signing-in.ts";
import { test as base, expect } from "./test.ts";

/** A Gatehouse with a product behind the documented nginx. */
const test = base.extend<object, { gate: Gate; port: number }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures off the pattern.
  port: [async ({}, use) => use(await freePort(undefined)), { scope: "worker" }],
  settings: [({ port }, use) => use({ GATE_ORIGINS: `http://localhost:${port}` }), { scope: "worker" }],
  gate: [
    async ({ house, port }, use) => {
      const gate = await openGate(house.url, port);
      await use(gate);
      await gate.close();
    },
    { scope: "worker" },
  ],
});

test("whoever comes to the product signs in on the way, arrives where they wanted, and is named to it", async ({
  page,
  gate,
}) => {
  await segregate(true);
  const { name } = await groupWith(["EMEA/France", "Zürich & Co"]);
  const person = await viewer({ firstName: "Zoë", lastName: "Müller, Jr", roles: ["device-manager", "viewer"] });
  await restrict(person.id, `${name}: EMEA/France`, `${name}: Zürich & Co`);

  const wanted = `${gate.url}/cart/%C3%A9?item=1&item=2&back=/x`;
  await page.goto(wanted);
  await expect(page).toHaveURL((url) => url.pathname === paths.login);
  await submitSignIn(page, person);
  await expect(page).toHaveURL(wanted);
  await expect(page.getByRole("heading")).toHaveText("The product at /cart/%C3%A9?item=1&item=2&back=/x");
  expect(gate.asked.at(-1)).toMatchObject({
    "remote-user": person.id,
    "remote-email": person.email,
    "remote-name": "Zo%C3%AB%20M%C3%BCller%2C%20Jr",
    "remote-roles": "device-manager,viewer",
    "remote-domains": `${encodeURIComponent(name)}:EMEA/France,${encodeURIComponent(name)}:Z%C3%BCrich%20%26%20Co`,
  });
  expect(gate.asked.at(-1)?.cookie ?? "").not.toContain(SESSION_COOKIE);

  // Whoever is in already goes straight back, and nowhere else.
  await page.goto(`${paths.login}?back=${gate.url}/again`);
  await expect(page).toHaveURL(`${gate.url}/again`);
  await page.goto(`${paths.login}?back=http://localhost.evil.example/`);
  await expect(page).toHaveURL(paths.home);
  await segregate(false);
});

test("a single-use password opens the gate only after another one was chosen", async ({ page, gate }) => {
  const person = await accountWithSingleUsePassword();
  const wanted = `${gate.url}/welcome?to=you`;
  await page.goto(wanted);
  await submitSignIn(page, person);
  await expect(page).toHaveURL((url) => url.pathname === paths.newPassword);
  await page.goto(wanted);
  await expect(page).toHaveURL((url) => url.pathname === paths.newPassword);
  await choosePassword(page, "twelve swans in a row");
  await expect(page).toHaveURL(wanted);
  expect(gate.asked.at(-1)).toMatchObject({ "remote-user": person.id, "remote-domains": "*" });
});

test("what somebody may not change is closed to them, and a change of roles, sign-out or deletion acts at once", async ({
  page,
  gate,
  anotherBrowser,
}) => {
  const person = await viewer({ roles: ["device-manager", "viewer"] });
  await signIn(page, person);
  const open = async (path: string) => (await page.goto(`${gate.url}${path}`))?.status();
  expect(await open("/devices/1")).toBe(200);

  const boss = await anotherBrowser();
  await signInAsAdministrator(boss, paths.accountDetails(person.id));
  await boss.getByRole("checkbox", { name: "Device manager" }).uncheck();
  await boss.getByRole("button", { name: "Save" }).click();
  await expect(boss.getByRole("status")).toBeVisible();
  expect(await open("/devices/1")).toBe(403);
  expect(await open("/")).toBe(200);

  await boss.goto(paths.deleteAccount(person.id));
  await boss.getByRole("button", { name: "Delete" }).click();
  await expect(boss).toHaveURL(paths.accounts);
  await page.goto(`${gate.url}/`);
  await expect(page).toHaveURL((url) => url.pathname === paths.login);

  const seen = gate.asked.length;
  await boss.goto(`${gate.url}/mine`);
  expect(gate.asked.length).toBe(seen + 1);
  await boss.goto(paths.account);
  await boss.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(boss).toHaveURL(paths.login);
  await boss.goto(`${gate.url}/mine`);
  await expect(boss).toHaveURL((url) => url.pathname === paths.login);
  expect(gate.asked.length).toBe(seen + 1);
});

test("no Remote header of a client reaches the product, however it is written", async ({ page, context, gate }) => {
  await signIn(page, await viewer());
  const session = (await context.cookies()).find(({ name }) => name === SESSION_COOKIE);
  const cookie = `${SESSION_COOKIE}=${session?.value}`;
  const forged = {
    "Remote-User": "root",
    "remote-email": ["root@example.com", "root@example.org"],
    "REMOTE-NAME": "Root",
    "Remote-Roles": ["administrator", "administrator"],
    "Remote-Domains": "Forged:Domain",
    Remote_User: "root",
    remote_roles: "administrator",
  };
  const ask = (headers: Record<string, string | readonly string[] | undefined>) =>
    send(gate.url, "GET", "/", { headers: { host: new URL(gate.url).host, ...headers } });

  const before = gate.asked.length;
  expect((await ask(forged)).status).toBe(302);
  expect(gate.asked.length).toBe(before);

  expect(
    (await ask({ cookie: `theme=dark; ${cookie}; lang=fr`, rsc: "1", "next-action": "x", ...forged })).status,
  ).toBe(200);
  const told = gate.asked.at(-1) ?? {};
  expect(JSON.stringify(told)).not.toMatch(/root|administrator|Forged/i);
  expect(
    Object.keys(told)
      .filter((name) => /remote/i.test(name))
      .toSorted(),
  ).toEqual(["remote-domains", "remote-email", "remote-name", "remote-roles", "remote-user"]);
  expect(told).toMatchObject({ "remote-roles": "viewer", "remote-domains": "*", rsc: "1" });
  expect(told.cookie).toBe("theme=dark; lang=fr");
  expect((await ask({ cookie: `${SESSION_COOKIE}=garbage`, ...forged })).status).toBe(302);
});
