import { paths } from "#lib/paths.ts";
import { expect, test } from "../federation/test.ts";
import { viewer } from "../people.ts";
import { callAction } from "./actions.ts";
import { accountsAndCredentials } from "./database.ts";
import { isIn, visitor } from "./visitors.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };

test("a right password opens nothing while a provider signs people in, by whatever way it comes", async ({ house }) => {
  const person = await viewer();
  const client = visitor(house);
  const { csrfToken } = JSON.parse((await client.get("/api/auth/csrf")).body);
  const before = await accountsAndCredentials();
  const { email, password } = person;
  const answers = [
    await client.send("POST", "/api/auth/callback/credentials", {
      headers: { ...FORM, origin: client.origin },
      body: new URLSearchParams({ csrfToken, email, password }).toString(),
    }),
    await callAction(client, "signInAction", person),
  ];
  for (const answer of answers) {
    expect(answer.status).toBeLessThan(500);
    expect(isIn(answer)).toBe(false);
  }
  expect(await accountsAndCredentials()).toEqual(before);
});

test("what is no logout token of the provider's is a bad request, whoever sends it", async ({ house }) => {
  const client = visitor(house);
  const bodies = [
    "",
    "logout_token=",
    "logout_token=x",
    "logout_token=a.b.c",
    "logout_token=a&logout_token=b",
    `logout_token=${"x".repeat(20_000)}`,
  ];
  for (const body of bodies) {
    for (const headers of [FORM, { ...FORM, origin: "https://evil.example" }, { "content-type": "text/plain" }]) {
      const answer = await client.send("POST", paths.backchannelLogout, { headers, body });
      expect(answer.status, body.slice(0, 40)).toBe(400);
      expect(JSON.parse(answer.body)).toMatchObject({ error: "invalid_request" });
      expect(answer.setCookies).toEqual([]);
      expect(answer.headers["cache-control"]).toContain("no-store");
    }
  }
});

test("a callback that answers nothing leads to the sign-in page and nowhere else", async ({ house }) => {
  const client = visitor(house);
  for (const query of ["", "?code=x", "?code=x&state=y", "?error=access_denied&state=y", "?state=a&state=b"]) {
    const answer = await client.get(paths.providerCallback + query);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toMatch(new RegExp(`^${house.url}${paths.login}\\?`));
    expect(isIn(answer)).toBe(false);
  }
});
