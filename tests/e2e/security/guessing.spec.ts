import { sql } from "drizzle-orm";
import { paths } from "#lib/paths.ts";
import { accountWithoutPassword, anonymousSource, lockedAccount } from "#tests/db/people.ts";
import { type House, LOCK_AFTER, openHouse } from "../house.ts";
import { accountWithExpiredSingleUsePassword, PASSWORD, type TestAccount, viewer } from "../people.ts";
import { expect, test } from "../test.ts";
import { callAction } from "./actions.ts";
import { type Answer, Client, filledIn } from "./client.ts";
import { accountsAndCredentials, countEvents, credentialsOf, dump, run } from "./database.ts";
import { shown } from "./shown.ts";
import { isIn, REFUSED, sendSignIn, signIn, visitor } from "./visitors.ts";

const WRONG = "not the right one";

/** A second server on the same data. */
const openReplica = ({ environment }: House): Promise<House> =>
  openHouse(
    Object.fromEntries(
      ["DATABASE_URL", "MIGRATION_DATABASE_URL", "AUTH_SECRET"].map((name) => [name, environment[name] ?? ""]),
    ),
  );

/** Signs in through next-auth's own route, as a script could. */
async function signInThroughRoute(client: Client, { email, password }: { email: unknown; password: unknown }) {
  const { csrfToken } = JSON.parse((await client.get("/api/auth/csrf")).body);
  return client.send("POST", "/api/auth/callback/credentials", {
    headers: { origin: client.origin, "content-type": "application/json" },
    body: JSON.stringify({ csrfToken, email, password }),
  });
}

const isLocked = async ({ id }: TestAccount) => (await credentialsOf(id)).locked_at !== null;

test("wrong passwords lock an account whichever way they are tried", async ({ house }) => {
  const ways: Readonly<Record<string, (person: TestAccount) => Promise<(password: string) => Promise<Answer>>>> = {
    "the sign-in form": async ({ email }) => {
      const client = visitor(house);
      return (password) => sendSignIn(client, { email, password });
    },
    "next-auth's route": async ({ email }) => {
      const client = visitor(house);
      return (password) => signInThroughRoute(client, { email, password });
    },
    "a change of the password": async (person) => {
      const client = await signIn(visitor(house), person);
      const chosen = { password: "four herons over ice", confirmation: "four herons over ice" };
      return (currentPassword) => client.submit(paths.account, "currentPassword", { currentPassword, ...chosen });
    },
  };
  await Promise.all(
    Object.entries(ways).map(async ([way, open]) => {
      const person = await viewer();
      const tryPassword = await open(person);
      for (let tried = 1; tried < LOCK_AFTER; tried++) await tryPassword(WRONG);
      expect(await isLocked(person), way).toBe(false);
      await tryPassword(WRONG);
      expect(await isLocked(person), way).toBe(true);
      expect(isIn(await tryPassword(PASSWORD)), way).toBe(false);
      expect((await credentialsOf(person.id)).failed_attempts, way).toBe(LOCK_AFTER);
    }),
  );
});

test("fifty guesses at once at two servers get no more verdicts than the limit, and lock the account", async ({
  house,
}) => {
  test.slow();
  const replica = await openReplica(house);
  const form = await visitor(house).form(paths.login, "password");
  try {
    for (let round = 0; round < 3; round++) {
      const person = await viewer();
      const rightOne = (round * 17) % 50;
      const passwords = Array.from({ length: 50 }, (_, index) => (index === rightOne ? PASSWORD : `${WRONG} ${index}`));
      await Promise.all(
        passwords.map((password, index) =>
          visitor(index % 2 ? replica : house).post(paths.login, filledIn(form, { email: person.email, password })),
        ),
      );
      const { failed_attempts, locked_at } = await credentialsOf(person.id);
      expect(locked_at).not.toBeNull();
      expect(failed_attempts).toBe(LOCK_AFTER);
      expect(await countEvents("account_locked", person.id)).toBe(1);
      const again = visitor(house);
      expect(isIn(await sendSignIn(again, person))).toBe(false);
    }
  } finally {
    await replica.close();
  }
});

test("unknown, wrong, locked, expired and without a password are answered with the same bytes", async ({ house }) => {
  const classes: Readonly<Record<string, { email: string; password: string }>> = {
    unknown: { email: "nobody.here@example.com", password: PASSWORD },
    wrong: { email: (await viewer()).email, password: WRONG },
    locked: { email: (await lockedAccount()).email, password: WRONG },
    "right, but locked": await lockedAccount(),
    "right, but expired": await accountWithExpiredSingleUsePassword(),
    "without a password": await accountWithoutPassword(),
    "no e-mail at all": { email: "not an address", password: PASSWORD },
  };
  for (const send of [sendSignIn, signInThroughRoute]) {
    const answers = await Promise.all(
      Object.entries(classes).map(async ([name, credentials]) => {
        const answer = await send(visitor(house), credentials);
        return [name, shown(answer, credentials.email)] as const;
      }),
    );
    const [first] = answers;
    for (const [name, answer] of answers) expect(answer, `${name} against ${first?.[0]}`).toEqual(first?.[1]);
  }
});

test("a locked account answers the right password like a wrong one, and counts neither", async ({ house }) => {
  const person = await lockedAccount();
  const before = await credentialsOf(person.id);
  const answers = await Promise.all(
    Array.from({ length: 12 }, async (_, index) => {
      const answer = await sendSignIn(visitor(house), { ...person, password: index % 2 ? WRONG : PASSWORD });
      return JSON.stringify(shown(answer, person.email));
    }),
  );
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain(REFUSED);
  expect(await credentialsOf(person.id)).toEqual(before);
  expect(await countEvents("account_locked", person.id)).toBe(0);
});

test("one source that fails at many accounts is told to wait by every server, and its tries count no more", async ({
  house,
}) => {
  const replica = await openReplica(house);
  const source = { "x-forwarded-for": String(anonymousSource().address) };
  const clients = [new Client(house, source), new Client(replica, source)];
  try {
    const people = await Promise.all(Array.from({ length: 40 }, () => viewer()));
    const answers = await inTurns(people, 2, (person, index) =>
      sendSignIn(clients[index % 2]?.copy(index % 2 ? replica : house) as Client, { ...person, password: WRONG }),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBe(10);
    for (const { headers, body } of refused) {
      expect(Number(headers["retry-after"])).toBeGreaterThan(0);
      expect(body).toContain("Too many sign-ins from where you are have failed.");
    }
    const counted = await Promise.all(people.map(({ id }) => credentialsOf(id)));
    expect(counted.filter(({ failed_attempts }) => failed_attempts > 0).length).toBe(30);

    const routed = await signInThroughRoute(new Client(replica, source), { email: people[0]?.email, password: WRONG });
    expect(routed.status).toBe(429);
    expect(isIn(await sendSignIn(visitor(house), await viewer()))).toBe(true);
  } finally {
    await replica.close();
  }
});

test("a client cannot give itself another address", async ({ house: { environment } }) => {
  const { DATABASE_URL = "", MIGRATION_DATABASE_URL = "", AUTH_SECRET = "" } = environment;
  const house = await openHouse({ DATABASE_URL, MIGRATION_DATABASE_URL, AUTH_SECRET, TRUSTED_PROXY_HOPS: "0" });
  try {
    const people = await Promise.all(Array.from({ length: 32 }, () => viewer()));
    const answers = await inTurns(people, 2, (person, index) => {
      const address = `203.0.113.${index}`;
      const headers = {
        "x-forwarded-for": address,
        "x-real-ip": address,
        forwarded: `for=${address}`,
        "cf-connecting-ip": address,
        "true-client-ip": address,
        "x-client-ip": address,
        "x-vercel-forwarded-for": address,
      };
      return sendSignIn(new Client(house, headers), { ...person, password: WRONG });
    });
    expect(answers.filter(({ status }) => status === 429).length).toBe(2);
    expect(JSON.stringify(await dump())).not.toContain("203.0.113.");
  } finally {
    await house.close();
    await run(sql`DELETE FROM rate_limits WHERE key LIKE '%127.0.0.1%' OR key LIKE '%::1%'`);
  }
});

test("more sign-ins at once than can be hashed are told to come back, and the rest of the house stays open", async ({
  house,
}) => {
  const person = await viewer();
  const fields = filledIn(await visitor(house).form(paths.login, "password"), {
    email: person.email,
    password: PASSWORD,
  });
  const storm = Array.from({ length: 160 }, () => visitor(house).post(paths.login, fields));
  const alive = await Promise.all(Array.from({ length: 5 }, () => visitor(house).get("/api/health/live")));
  const answers = await Promise.all(storm);
  expect(alive.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  const busy = answers.filter(({ status }) => status === 503);
  expect(busy.length).toBeGreaterThan(0);
  expect(answers.filter(isIn).length).toBe(answers.length - busy.length);
  for (const { headers, setCookies } of busy) {
    expect(Number(headers["retry-after"])).toBeGreaterThan(0);
    expect(setCookies.filter((line) => line.includes("session"))).toEqual([]);
  }
  expect(isIn(await sendSignIn(visitor(house), person))).toBe(true);
});

const NO_TEXT: readonly unknown[] = [
  undefined,
  null,
  "",
  " ",
  0,
  1,
  true,
  [],
  ["a"],
  {},
  { $gt: 0 },
  { toString: "x" },
  "a\0b",
  "x".repeat(20_000),
];

test("what is no text is refused like a wrong password, and not counted", async ({ house }) => {
  const person = await viewer();
  const before = await accountsAndCredentials();
  const client = visitor(house);
  for (const odd of NO_TEXT) {
    for (const credentials of [
      { email: person.email, password: odd },
      { email: odd, password: PASSWORD },
      { email: [person.email], password: [PASSWORD] },
    ]) {
      const answer = await signInThroughRoute(client, credentials);
      expect(answer.status, JSON.stringify(credentials).slice(0, 100)).toBe(302);
      expect(isIn(answer)).toBe(false);
      expect(answer.headers.location).toContain("error=CredentialsSignin");
    }
  }
  const names = ["email[]", "email[a]", "email.a", "email[$gt]"];
  for (const name of names) {
    const answer = await client.submit(paths.login, "password", {
      email: undefined,
      [name]: person.email,
      password: WRONG,
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toContain(REFUSED);
  }
  const direct = await callAction(client, "signInAction", person, {
    email: [person.email, "b"],
    password: ["", WRONG],
  });
  expect(isIn(direct)).toBe(false);
  expect(await accountsAndCredentials()).toEqual(before);
});

test("bodies that next-auth cannot read are refused without a failure", async ({ house }) => {
  const client = visitor(house);
  await client.get("/api/auth/csrf");
  const types = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "x",
  ];
  for (const type of types) {
    for (const body of [
      "",
      "garbage",
      "null",
      "[]",
      "1",
      '"x"',
      "{",
      '{"__proto__":{"a":1}}',
      "a=1&a=2",
      "\0",
      "x".repeat(60_000),
    ]) {
      for (const route of ["callback/credentials", "session", "signin/credentials", "signout", "nope"]) {
        const headers = { origin: client.origin, "content-type": type };
        const answer = await client.send("POST", `/api/auth/${route}`, { headers, body });
        expect(answer.status, `${route} as ${type}: ${body.slice(0, 30)}`).toBeLessThan(500);
        expect(isIn(answer)).toBe(false);
      }
    }
  }
});

/** Does something about each of a list, `width` at a time. */
async function inTurns<T, R>(list: readonly T[], width: number, work: (item: T, index: number) => Promise<R>) {
  const results: R[] = [];
  const queue = list.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
