import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import { adminClient, anonymousClient } from "./clients.ts";
import { test } from "./test.ts";

test("password fields support password managers and pasting", async ({ server }) => {
  const admin = await adminClient(server);
  const target = await activeAccount();
  const expected = [
    [anonymousClient(server), paths.login, { email: "username", password: "current-password" }],
    [
      admin,
      paths.account,
      {
        currentPassword: "current-password",
        password: "new-password",
        confirmation: "new-password",
        username: "username",
      },
    ],
    [admin, paths.newAccount, { singleUsePassword: "off" }],
    [admin, paths.resetPassword(target.id), { singleUsePassword: "off" }],
  ] as const;
  for (const [client, path, fields] of expected) {
    const { body } = await client.get(path);
    for (const [name, value] of Object.entries(fields))
      expect(inputNamed(body, name), `${name} at ${path}`).toContain(`autoComplete="${value}"`);
    expect(body).not.toMatch(/onpaste|oncopy|maxLength="(8|16|20)"/i);
  }
});

const inputNamed = (html: string, name: string) =>
  (html.match(/<input\b[^>]*>/g) ?? []).find((tag) => tag.includes(` name="${name}"`)) ?? "";
