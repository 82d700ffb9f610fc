import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import { anonymousClient, isSignedIn, SESSION_COOKIE, startsSession } from "#tests/http/clients.ts";
import { alertOf } from "#tests/http/page-text.ts";
import { testAt } from "#tests/http/test.ts";
import { enter, type Page, ProviderClient } from "./provider-client.ts";

const test = testAt("federation");

test("a callback counts once, in the browser that started the sign-in", async ({ server }) => {
  const user = new ProviderClient(server);
  await user.signIn(await enter((await activeAccount()).email));
  expect(await isSignedIn(user.gatehouse)).toBe(true);
  const callback = user.visited.find((url) => url.includes(`${paths.providerCallback}?`));
  user.gatehouse.cookies.delete(SESSION_COOKIE);
  for (const client of [new ProviderClient(server), user]) {
    const refused = await client.open(String(callback));
    expect(alertOf(refused)).toBe("This sign-in has expired. Start again.");
    expect(await isSignedIn(client.gatehouse)).toBe(false);
  }
});

test("a browser carries five pending sign-ins, and each of them ends well", async ({ server }) => {
  const subject = await enter((await activeAccount()).email);
  const cookies = anonymousClient(server);
  const pages: Page[] = [];
  const tabs = Array.from({ length: 7 }, () => new ProviderClient(server, cookies));
  for (const tab of tabs) pages.push(await tab.startSignIn(await tab.open(paths.account)));
  const pending = [...cookies.cookies.keys()].filter((name) => name.startsWith("gatehouse.authorization-"));
  expect(pending).toHaveLength(5);
  const ends: string[] = [];
  for (const [at, tab] of tabs.entries()) {
    const page = await tab.identify(pages[at] as Page, subject);
    ends.push(page.url.pathname);
    cookies.cookies.delete(SESSION_COOKIE);
  }
  expect(ends).toEqual([...Array(2).fill(paths.login), ...Array(5).fill(paths.account)]);
});

test("a callback that answers no request leads to the sign-in page", async ({ server }) => {
  const client = anonymousClient(server);
  for (const query of ["", "?code=x", "?code=x&state=y", "?error=access_denied&state=y", "?state=a&state=b"]) {
    const answer = await client.get(paths.providerCallback + query);
    expect(answer.status, query).toBe(303);
    expect(String(answer.headers.location).startsWith(`${server.url}${paths.login}?`), query).toBe(true);
    expect(startsSession(answer), query).toBe(false);
  }
});
