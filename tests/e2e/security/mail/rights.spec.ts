import { viewer } from "../../people.ts";
import { ACTIONS, callAction } from "../actions.ts";
import { filledIn } from "../client.ts";
import { accountsAndCredentials, dump } from "../database.ts";
import { expectToServeAsDescribed, STANDINGS } from "../standings.ts";
import { signedInAdministrator } from "../visitors.ts";
import { expect, test } from "./test.ts";

const FOR_MAIL = Object.entries(ACTIONS).filter(([, { isForMail }]) => isForMail);

for (const standing of STANDINGS) {
  test(`with outgoing mail on, its actions serve ${standing} no more than their pages do`, async ({ house }) => {
    for (const [name] of FOR_MAIL) await expectToServeAsDescribed(house, standing, name);
  });
}

test("no form of outgoing mail is taken that does not come from our own origin, with scripts or without", async ({
  house,
}) => {
  const about = await viewer();
  const client = await signedInAdministrator(house);
  const before = await dump();
  for (const [name, { page, field, filledIn: values }] of FOR_MAIL) {
    if (!field) continue;
    const fields = filledIn(await client.form(page(about), field), values(about));
    for (const origin of [undefined, "null", "https://evil.example"]) {
      expect((await client.post(page(about), fields, { origin })).status, `${name} from ${origin}`).toBe(403);
    }
  }
  expect(await dump()).toEqual(before);
});

test("with outgoing mail on, no administrator hands a single-use password out, however they ask for it", async ({
  house,
}) => {
  const client = await signedInAdministrator(house);
  const about = await viewer();
  const before = await accountsAndCredentials();
  for (const name of ["addAccountAction", "resetPasswordAction"])
    expect((await callAction(client, name, about)).body, name).toContain("Outgoing mail is on.");
  expect(await accountsAndCredentials()).toEqual(before);
});
