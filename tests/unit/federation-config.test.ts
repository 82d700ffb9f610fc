import { expect, test } from "vitest";
import { parseConfig } from "#lib/config/index.ts";
import { problemsOf } from "./config-problems.ts";

const ISSUER = "https://login.example.com/tenant/v2.0";
const CLIENT = { OIDC_CLIENT_ID: "gatehouse-client", OIDC_CLIENT_SECRET: "hunter2-hunter2" };

test("an issuer with client id and secret turns federation on", () => {
  const provider = {
    issuer: ISSUER,
    clientId: CLIENT.OIDC_CLIENT_ID,
    clientSecret: CLIENT.OIDC_CLIENT_SECRET,
    name: "login.example.com",
    trustEmail: false,
  };
  expect(parseConfig({ OIDC_ISSUER: ISSUER, ...CLIENT })).toMatchObject({
    identityProvider: provider,
    federation: provider,
  });
  const named = { OIDC_ISSUER: ISSUER, ...CLIENT, OIDC_NAME: " Example ", OIDC_TRUST_EMAIL: "true" };
  expect(parseConfig(named).federation).toEqual({ ...provider, name: "Example", trustEmail: true });
});

test("test mode configures the provider without turning federation on", () => {
  const config = parseConfig({ OIDC_ISSUER: ISSUER, ...CLIENT, OIDC_TEST_MODE: "true" });
  expect(config.identityProvider?.issuer).toBe(ISSUER);
  expect(config.federation).toBeUndefined();
});

test("an issuer is not normalized", () => {
  for (const issuer of [`${ISSUER}/`, "https://LOGIN.example.com", "https://login.example.com:443/"])
    expect(parseConfig({ OIDC_ISSUER: issuer, ...CLIENT }).federation?.issuer).toBe(issuer);
});

test.each(["http://localhost:8080", "http://127.0.0.1:9/realms/x", "http://[::1]:3000/"])(
  "%s is accepted as a loopback issuer without https",
  (issuer) => {
    expect(parseConfig({ OIDC_ISSUER: issuer, ...CLIENT }).federation?.issuer).toBe(issuer);
  },
);

test.each([
  "http://login.example.com",
  "http://localhost.example.com",
  "http://127.0.0.1.example.com",
  "login.example.com",
  "ftp://login.example.com",
  "https://login.example.com?tenant=hunter2",
  "https://login.example.com#hunter2",
  "https://user:hunter2@login.example.com",
  "https://user@login.example.com",
  "https://login.example.com/a b",
])("%s is rejected as an issuer and not repeated", (issuer) => {
  const problems = problemsOf({ OIDC_ISSUER: issuer, ...CLIENT });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^OIDC_ISSUER must /);
  expect(problems.join()).not.toContain(issuer);
  expect(problems.join()).not.toContain("hunter2");
});

test.each([
  ["OIDC_TRUST_EMAIL", "yes"],
  ["OIDC_TRUST_EMAIL", "1"],
  ["OIDC_TEST_MODE", "TRUE"],
  ["OIDC_NAME", "x".repeat(61)],
])("%s=%s is rejected with the variable's name", (name, value) => {
  const problems = problemsOf({ OIDC_ISSUER: ISSUER, ...CLIENT, [name]: value });
  expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} must `))]);
});

test("all missing and unused OIDC variables are reported at once", () => {
  expect(problemsOf({ OIDC_ISSUER: ISSUER, OIDC_CLIENT_ID: " " })).toEqual([
    "OIDC_CLIENT_ID is required when OIDC_ISSUER is set",
    "OIDC_CLIENT_SECRET is required when OIDC_ISSUER is set",
  ]);
  const without = { ...CLIENT, OIDC_NAME: "Example", OIDC_TRUST_EMAIL: "true", OIDC_TEST_MODE: "false" };
  const problems = problemsOf({ ...without, PORT: "x" });
  expect(problems.map((problem) => problem.split(" ")[0]).sort()).toEqual([
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_NAME",
    "OIDC_TRUST_EMAIL",
    "PORT",
  ]);
  expect(problems.join()).not.toContain("hunter2");
});
