import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { accountWithSingleUsePassword, activeAccount, type TestAccount } from "#tests/db/people.ts";
import { SIGN_IN_AS } from "./access-levels.ts";
import type { AccessLevel } from "./actions.ts";
import { adminClient, anonymousClient, signIn, viewerClient } from "./clients.ts";
import { inParallel } from "./in-parallel.ts";
import { headingOf, textOf, titleOf } from "./page-text.ts";
import { targetAccount } from "./target-account.ts";
import { test } from "./test.ts";

type Page = Readonly<{ path: (target: TestAccount) => string; serves: readonly AccessLevel[] }>;

const ADMINISTRATION: readonly Page["path"][] = [
  () => paths.accounts,
  () => paths.newAccount,
  ({ id }) => paths.accountDetails(id),
  ({ id }) => paths.accountActions(id),
  ({ id }) => paths.resetPassword(id),
  ({ id }) => paths.deleteAccount(id),
  () => paths.federation,
  () => paths.outgoingMail,
  () => paths.auditLog,
  () => paths.domains,
  () => paths.newDomainGroup,
  ({ id }) => paths.domainGroup(id),
  ({ id }) => paths.domain(id),
];

const PAGES: readonly Page[] = [
  { path: () => paths.home, serves: ["viewer", "administrator"] },
  { path: () => paths.account, serves: ["viewer", "administrator"] },
  { path: () => paths.confirmEmail, serves: ["viewer", "administrator"] },
  ...ADMINISTRATION.map((path): Page => ({ path, serves: ["administrator"] })),
];

test("administration pages answer other users with 403 and a reason", async ({ server }) => {
  const user = await activeAccount({ roles: ["device-manager", "base-station-manager", "viewer"] });
  const client = await signIn(anonymousClient(server), user);
  expect(textOf(await client.get(paths.home))).not.toMatch(/Administration|User Accounts/);
  const target = await targetAccount();
  for (const path of [
    ...ADMINISTRATION,
    () => `${paths.accounts}?${new URLSearchParams({ search: target.lastName })}`,
  ]) {
    const answer = await client.get(path(target));
    expect([answer.status, headingOf(answer)], path(target)).toEqual([403, "Not allowed"]);
    expect(titleOf(answer), path(target)).toBe("Not allowed · Gatehouse");
    expect(textOf(answer)).toContain("Only administrators can see this page.");
    expect(answer.body.includes(target.email), path(target)).toBe(false);
  }
});

test("every page has one browser title", async ({ server }) => {
  const client = await adminClient(server);
  const target = await targetAccount();
  const titles = new Map<string, string>();
  for (const path of [paths.home, paths.account, ...ADMINISTRATION.map((of) => of(target))]) {
    titles.set(path, titleOf(await client.get(path)));
  }
  titles.set(paths.login, titleOf(await anonymousClient(server).get(paths.login)));
  for (const [path, title] of titles) expect(title, path).toMatch(/^.+ · Gatehouse$/);
  expect(titles.get(paths.accountDetails(target.id))).toBe(`${target.email} · Gatehouse`);
  expect(titles.get(paths.auditLog)).toBe("Audit log · Gatehouse");
});

test("anonymous requests redirect to sign-in and back", async ({ server }) => {
  for (const path of [paths.account, paths.accounts, paths.newAccount]) {
    const { status, headers } = await anonymousClient(server).get(path);
    expect([status, headers.location]).toEqual([307, `${paths.login}?${new URLSearchParams({ next: path })}`]);
  }
});

test("a single-use password opens only the page that replaces it", async ({ server }) => {
  const target = await targetAccount();
  const client = await signIn(
    anonymousClient(server),
    await accountWithSingleUsePassword({ roles: ["administrator"] }),
  );
  for (const { path } of PAGES) {
    const { status, headers } = await client.get(path(target));
    expect([status, headers.location?.replace(/\?.*/, "")], path(target)).toEqual([307, paths.newPassword]);
  }
  const answer = await client.get(paths.newPassword);
  expect([answer.status, headingOf(answer)]).toEqual([200, "Choose a password"]);
});

test("a missing page answers 404, with a link to the home page", async ({ server }) => {
  const client = await adminClient(server);
  const missing = ["00000000-0000-4000-8000-000000000000", "no-such-account"].flatMap((id) => [
    paths.accountDetails(id),
    paths.resetPassword(id),
    paths.deleteAccount(id),
    paths.domainGroup(id),
    paths.domain(id),
  ]);
  for (const path of [...missing, "/no/such/page"]) {
    const answer = await client.get(path);
    expect([answer.status, headingOf(answer)], path).toEqual([404, "Not found"]);
    expect(titleOf(answer), path).toBe("Not found · Gatehouse");
    expect(answer.body, path).toMatch(/<a [^>]*href="\/"[^>]*>Go to the home page<\/a>/);
  }
});

/** Has made other Next.js servers skip checks. */
const DISGUISED_REQUESTS: readonly Readonly<{ suffix?: string; headers?: Record<string, string> }>[] = [
  {},
  { headers: { rsc: "1" } },
  { headers: { rsc: "1", "next-router-prefetch": "1" } },
  { headers: { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" } },
  { headers: { rsc: "1", "next-url": paths.accounts } },
  { headers: { rsc: "1", "next-router-state-tree": encodeURIComponent(JSON.stringify(["", {}, null, "refetch"])) } },
  { headers: { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" } },
  { headers: { "x-middleware-subrequest": "src/proxy:src/proxy:src/proxy:src/proxy:src/proxy" } },
  { headers: { "x-middleware-subrequest-id": "1", "x-middleware-invoke": "1", "x-middleware-prefetch": "1" } },
  { headers: { "x-nextjs-data": "1" } },
  { headers: { "x-matched-path": paths.accounts, "x-invoke-path": paths.accounts, "x-invoke-output": paths.accounts } },
  { headers: { "x-original-url": paths.accounts, "x-rewrite-url": paths.accounts } },
  { headers: { "x-now-route-matches": "1=id", "x-vercel-protection-bypass": "1" } },
  { headers: { purpose: "prefetch", "sec-purpose": "prefetch" } },
  { suffix: ".rsc" },
  { suffix: ".segments/_tree.segment.rsc" },
  { suffix: ".json" },
  { suffix: ".txt" },
  { suffix: "/index.rsc" },
  { suffix: "?nxtPid=1&nxtIid=1" },
  { suffix: "?__nextDataReq=1&__nextLocale=en" },
];

for (const level of ["anonymous", "password change required", "viewer"] as const) {
  test(`no disguised request shows a restricted page (${level})`, async ({ server }) => {
    const target = await targetAccount({ firstName: "Zebulon", lastName: "Quixwood" });
    const client = await SIGN_IN_AS[level](server);
    for (const { path, serves } of PAGES) {
      if (serves.includes(level)) continue;
      await inParallel(DISGUISED_REQUESTS, 4, async ({ suffix = "", headers }) => {
        const url = `${path(target)}${suffix}`;
        const answer = await (headers?.rsc ? client.getInPlace(url, headers) : client.get(url, headers));
        const how = `${url} with ${JSON.stringify(headers ?? {})}: ${answer.status}`;
        expect(answer.body, how).not.toMatch(/Zebulon|Quixwood|singleUsePassword|Actions for/);
        expect(answer.body.includes(target.email), how).toBe(false);
        expect(answer.status, how).toBeLessThan(500);
      });
    }
  });
}

test("a page also checks access at the address of its dialog", async ({ server }) => {
  const target = await activeAccount({ firstName: "Zebulon", lastName: "Quixwood" });
  const client = await viewerClient(server);
  for (const path of [paths.resetPassword(target.id), paths.deleteAccount(target.id)]) {
    const dialog = path.replace("/user-accounts/", "/user-accounts/(.)");
    const answer = await client.getInPlace(dialog, { "next-url": paths.accounts });
    expect(answer.body).not.toContain("Zebulon");
    expect(answer.body.includes(target.email)).toBe(false);
  }
});
