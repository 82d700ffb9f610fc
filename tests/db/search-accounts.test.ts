import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import type { Actor } from "#lib/access/actor.ts";
import { active } from "#seed/credential-states.ts";
import { demonstrationPerson } from "#seed/person.ts";
import { randomFrom } from "#seed/random.ts";
import { emailsOn, page, pagesBack, pagesForward } from "./paging.ts";
import { activeAccount, administrator, insertAccounts, lockedAccount, type TestAccount } from "./people.ts";

let actor: Actor;

beforeAll(async () => {
  actor = await administrator();
  await activeAccount({ firstName: "Plain", lastName: "Literal", email: "plain.literal@example.com" });
});

const found = async (search: string, parameters: Record<string, string> = {}) =>
  emailsOn(await pagesForward(actor, { search, ...parameters }));

const finds = async (account: TestAccount, ...searches: string[]) => {
  for (const search of searches) expect(await found(search), search).toEqual([account.email]);
};

test("any part of a name or email matches, ignoring accents and case", async () => {
  const account = await activeAccount({
    firstName: "Éléonore",
    lastName: "Strauß-Łukasik",
    email: "e.strluk@example.com",
  });
  await finds(
    account,
    "éléonore",
    "ELEONORE",
    "leono",
    "STRAUSS",
    "strauß",
    "lukasik",
    "ŁUKASIK",
    ".strluk@",
    "StrLuk",
  );
});

test("names in any script match by their parts, in any case", async () => {
  await finds(
    await activeAccount({ firstName: "Κωνσταντίνος", lastName: "Ψαράς" }),
    "κωνσταντ",
    "ΚΩΝΣ",
    "ΨΑΡΑΣ",
    "ψαρας",
  );
  await finds(await activeAccount({ firstName: "Фёдор", lastName: "Журавлёв" }), "федор", "ЖУРАВЛЕВ", "равл");
  await finds(await activeAccount({ firstName: "さくら子", lastName: "五十嵐" }), "五十嵐", "さくら子", "十");
  await finds(await activeAccount({ firstName: "남궁", lastName: "하은별" }), "하은별", "남궁");
  await finds(await activeAccount({ firstName: "ليلى", lastName: "القمر" }), "القمر", "ليل");
  await finds(await activeAccount({ firstName: "İpek", lastName: "Yıldız" }), "ipek", "IPEK", "yildiz", "YILDIZ");
});

test("all words of a search must match, in any order", async () => {
  const account = await activeAccount({ firstName: "Waldemar", lastName: "Quist", email: "wq77@example.org" });
  await activeAccount({ firstName: "Waldemar", lastName: "Other" });
  await finds(account, "waldemar quist", "quist waldemar", "  QUIST   wq77 ", "wal qui 77@");
  expect(await found("waldemar quist nobody")).toEqual([]);
});

test("a whole email matches only its account", async () => {
  const account = await activeAccount({ email: "bob.q@example.com" });
  await activeAccount({ email: "jim.bob.q@example.com" });
  await finds(account, "bob.q@example.com", " Bob.Q@Example.COM ");
  await finds(await activeAccount({ email: "bob.q@xn--mller-kva.example" }), "bob.q@müller.example");
});

test.each(["%", "_", "\\", "50%", "a_b", "%%%", "\\%", "'", '"', "' OR 1=1 --", "$1", "(", "*"])(
  "%s is looked for as it is typed",
  async (search) => {
    expect(await found(`${search} literal`)).toEqual([]);
    const account = await activeAccount({ firstName: `${search} kept`, lastName: "Literal" });
    await finds(account, `${search} literal`);
    expect(await found(search)).toContain(account.email);
    await transaction((tx) => tx.delete(accounts).where(eq(accounts.id, account.id)));
  },
);

test("a search without matches shows an empty list", async () => {
  expect(await page(actor, { search: "nobody is called this" })).toEqual({
    rows: [],
    previous: undefined,
    next: undefined,
  });
});

test("filters narrow a search", async () => {
  const locked = await lockedAccount({ firstName: "Filtered", lastName: "Namesake", roles: ["device-manager"] });
  const active = await activeAccount({ firstName: "Filtered", lastName: "Namesake", roles: ["viewer"] });
  expect(await found("filtered", { state: "LOCKED" })).toEqual([locked.email]);
  expect(await found("filtered", { state: "ACTIVE" })).toEqual([active.email]);
  expect(await found("filtered", { role: "device-manager" })).toEqual([locked.email]);
  expect(await found(active.email, { state: "LOCKED" })).toEqual([]);
});

const CROWD = 1_150;

const crowd = Array.from({ length: CROWD }, (_, number) => ({
  ...demonstrationPerson(500_000 + number),
  lastName: `Crowd${String(number).padStart(4, "0")}`,
}));

const addCrowd = () =>
  insertAccounts(
    crowd.map((somebody, number) => ({
      person: somebody,
      createdAt: new Date(),
      credentialState: active({ now: new Date(), passwordHash: "", lockAfter: 10, random: randomFrom(number) }),
    })),
  );

test("more matches than the candidate limit are paged completely in both directions", async () => {
  await addCrowd();
  const expected = crowd.map(({ email }) => email);
  for (const direction of ["ascending", "descending"]) {
    const query = { search: "crowd", direction };
    const pages = await pagesForward(actor, query);
    expect(emailsOn(pages)).toEqual(direction === "ascending" ? expected : expected.toReversed());
    const last = pages.at(-1);
    if (last) expect(emailsOn(await pagesBack(actor, query, last))).toEqual(emailsOn(pages));
  }
});

test("a search of spaces shows all accounts", async () => {
  expect((await page(actor, { search: "   " })).rows).toEqual((await page(actor)).rows);
});
