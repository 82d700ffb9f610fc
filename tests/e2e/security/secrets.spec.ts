import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { paths } from "#lib/paths.ts";
import { openHouse } from "../house.ts";
import { lockedAccount, viewer } from "../people.ts";
import { expect, test } from "../test.ts";
import { callAction } from "./actions.ts";
import { dump } from "./database.ts";
import { isIn, isSignedIn, sendSignIn, signedInAdministrator, signedInHolder, signIn, visitor } from "./visitors.ts";

/** Passwords that nothing else contains, so that they are found wherever they leak to. */
const canary = (name: string) => `canary ${name} ${randomBytes(9).toString("hex")}`;

test("no password that was typed is stored, logged, or shown on another page", async ({ house }) => {
  const typed = {
    given: canary("given"),
    chosen: canary("chosen"),
    changed: canary("changed"),
    wrong: canary("wrong"),
    mistyped: canary("mistyped"),
    reset: canary("reset"),
    asEmail: canary("as an e-mail"),
    broken: canary("broken"),
  };
  const boss = await signedInAdministrator(house);
  const about = await viewer();
  const email = `canary.${randomBytes(4).toString("hex")}@example.com`;

  await boss.submit(paths.newAccount, "singleUsePassword", {
    firstName: "Canary",
    lastName: "Bird",
    email,
    singleUsePassword: typed.given,
  });
  const person = await signIn(visitor(house), { email, password: typed.given });
  await person.submit(paths.newPassword, "confirmation", { password: typed.chosen, confirmation: typed.mistyped });
  await person.submit(paths.newPassword, "confirmation", { password: typed.chosen, confirmation: typed.chosen });
  await person.submit(paths.account, "currentPassword", {
    currentPassword: typed.wrong,
    password: typed.changed,
    confirmation: typed.changed,
  });
  await person.submit(paths.account, "currentPassword", {
    currentPassword: typed.chosen,
    password: typed.changed,
    confirmation: typed.changed,
  });
  await sendSignIn(visitor(house), { email, password: typed.wrong });
  await sendSignIn(visitor(house), { email: typed.asEmail, password: typed.wrong });
  await sendSignIn(visitor(house), { email: `${typed.asEmail.replaceAll(" ", ".")}@example.com`, password: "x" });
  await sendSignIn(visitor(house), { ...(await lockedAccount()), password: typed.wrong });
  await boss.submit(paths.resetPassword(about.id), "singleUsePassword", { singleUsePassword: typed.reset });
  await callAction(boss, "addAccountAction", about, { email: "x", singleUsePassword: typed.given, "roles[0]": "x" });
  for (const type of ["text/plain", "application/json", "multipart/form-data"]) {
    const headers = { origin: boss.origin, "content-type": type };
    const body = `{"password":"${typed.broken}"`;
    for (const path of [paths.login, paths.account, "/api/auth/callback/credentials"]) {
      await boss.send("POST", path, { headers, body });
      await boss.send("POST", path, { headers: { ...headers, "next-action": "60".padEnd(42, "0") }, body });
    }
  }

  const places: Record<string, string> = {
    "what the server said": house.said(),
    "the database": JSON.stringify(await dump()),
  };
  for (const path of [paths.home, paths.account, paths.accounts, paths.accountDetails(about.id)]) {
    places[path] = (await boss.get(path)).body + (await boss.getInPlace(path)).body;
  }
  for (const [place, text] of Object.entries(places)) {
    for (const [name, secret] of Object.entries(typed)) {
      for (const spelling of [
        secret,
        encodeURIComponent(secret),
        secret.replaceAll(" ", "+"),
        secret.replaceAll(" ", "."),
      ]) {
        expect(text.includes(spelling), `${name} in ${place}`).toBe(false);
      }
    }
  }
});

test("a refused form never shows the password that was typed into it", async ({ house }) => {
  const secret = canary("refused");
  const boss = await signedInAdministrator(house);
  const holder = await signedInHolder(house);
  const about = await viewer();
  const answers = [
    await sendSignIn(visitor(house), { email: about.email, password: secret }),
    await boss.submit(paths.newAccount, "singleUsePassword", { email: "no address", singleUsePassword: secret }),
    await boss.submit(paths.account, "currentPassword", {
      currentPassword: secret,
      password: secret,
      confirmation: "x",
    }),
    await holder.submit(paths.newPassword, "confirmation", { password: secret, confirmation: `${secret}x` }),
    await callAction(boss, "addAccountAction", about, { email: "no address", singleUsePassword: secret }),
  ];
  for (const { status, body } of answers) {
    expect(status).toBe(200);
    expect(body).not.toContain(secret);
  }
});

/** Starts the server with an environment that cannot be used, and hears what it says. */
async function startRefused(environment: Readonly<Record<string, string | undefined>>) {
  const { PATH, HOME, NODE_ENV } = process.env;
  const server = spawn(process.execPath, [join("bin", "start.ts")], {
    env: { PATH, HOME, NODE_ENV, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (words) => (said += words));
  const [code] = await once(server, "close");
  return { code, said };
}

test("an environment that cannot be used stops the start, by the names of all that is wrong and no value", async () => {
  const wrong = {
    DATABASE_URL: "mysql://someone:canary-password@db.invalid/x",
    AUTH_SECRET: "canary-short-secret",
    APP_URL: "http://canary.example",
    PORT: "canary-port",
    BCRYPT_COST: "4",
    LOCK_AFTER: "101",
    PASSWORD_MIN_LENGTH: "7",
    ADMIN_EMAIL: "canary-no-address",
    ADMIN_PASSWORD: "canary",
    TRUSTED_PROXY_HOPS: "-1",
  };
  const { code, said } = await startRefused(wrong);
  expect(code).toBe(1);
  for (const name of Object.keys(wrong)) expect(said).toContain(name);
  expect(said).not.toContain("canary");
});

for (const [what, environment] of Object.entries({
  "no secret beside a database of the operator's": { DATABASE_URL: "postgres://x@127.0.0.1:1/x" },
  "a placeholder for a secret": {
    DATABASE_URL: "postgres://x@127.0.0.1:1/x",
    AUTH_SECRET: "change-me-change-me-change-me-change-me",
  },
})) {
  test(`${what} stops the start`, async () => {
    const { code, said } = await startRefused(environment);
    expect(code).toBe(1);
    expect(said).toContain("AUTH_SECRET");
    expect(said).not.toContain("change-me");
  });
}

test("nothing that browsers load speaks of the server's configuration, its tables or its hashes", () => {
  const built = readdirSync(join(".next", "static"), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(built.length).toBeGreaterThan(0);
  for (const entry of built) {
    const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
    expect(text, entry.name).not.toMatch(
      /AUTH_SECRET|DATABASE_URL|ADMIN_PASSWORD|BCRYPT_COST|password_hash|hmac-sha384/,
    );
    expect(entry.name).not.toMatch(/\.map$/);
  }
});

test("a new secret in front of the old one signs nobody out and forgets no password", async ({ house }) => {
  const { DATABASE_URL = "", MIGRATION_DATABASE_URL = "", AUTH_SECRET = "" } = house.environment;
  const person = await viewer();
  const another = await viewer();
  const before = await signIn(visitor(house), person);
  const newest = randomBytes(33).toString("base64");
  const shared = { DATABASE_URL, MIGRATION_DATABASE_URL };
  const rotated = await openHouse({ ...shared, AUTH_SECRET: `${newest},${AUTH_SECRET}` });
  const only = await openHouse({ ...shared, AUTH_SECRET: newest });
  try {
    expect(await isSignedIn(before.copy(rotated))).toBe(true);
    const renewed = await signIn(visitor(rotated), person);
    expect(await isSignedIn(renewed.copy(only))).toBe(true);
    expect(isIn(await sendSignIn(visitor(only), person))).toBe(true);
    expect(isIn(await sendSignIn(visitor(only), another))).toBe(false);
    expect(await isSignedIn(before.copy(only))).toBe(false);
  } finally {
    await rotated.close();
    await only.close();
  }
});
