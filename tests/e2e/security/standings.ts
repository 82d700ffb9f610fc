import { paths } from "#lib/paths.ts";
import type { House } from "../house.ts";
import { viewer } from "../people.ts";
import { expect } from "../test.ts";
import { callAction, described, type Standing } from "./actions.ts";
import type { Answer, Client } from "./client.ts";
import { accountsAndCredentials } from "./database.ts";
import { signedInAdministrator, signedInHolder, signedInViewer, visitor } from "./visitors.ts";

export const COME_IN: Readonly<Record<Standing, (house: House) => Promise<Client>>> = {
  nobody: async (house) => visitor(house),
  holder: signedInHolder,
  viewer: signedInViewer,
  administrator: signedInAdministrator,
};

export const STANDINGS = Object.keys(COME_IN) as Standing[];

/** Where an answer leads, or else its status. */
const outcome = ({ status, headers }: Answer): string =>
  String(headers.location ?? headers["x-action-redirect"] ?? status).replace(/[?;].*$/, "");

/** How an action turns somebody away: to the page where they can do something about it, or with a 403. */
const TURNED_AWAY: Readonly<Record<Standing, readonly string[]>> = {
  nobody: [paths.login, paths.home],
  holder: [paths.newPassword],
  viewer: ["403", paths.home],
  administrator: [paths.home],
};

/** Calls an action directly, and sees that it does what it is for those it is for, and nothing for others. */
export async function expectToServeAsDescribed(house: House, standing: Standing, name: string): Promise<void> {
  const { page, serves, leadsToSignIn } = described(name);
  const client = await COME_IN[standing](house);
  const about = await viewer({ phone: null });
  const before = await accountsAndCredentials();
  const answer = await callAction(client, name, about);
  if (serves.includes(standing)) {
    expect(answer.status, name).toBeLessThan(400);
    expect([paths.login, paths.newPassword], name).not.toContain(leadsToSignIn ? "" : outcome(answer));
  } else {
    // A page for administrators says itself that it is not for everybody.
    const refusing = standing === "viewer" ? [page(about)] : [];
    expect([...TURNED_AWAY[standing], ...refusing], name).toContain(outcome(answer));
    expect(await accountsAndCredentials(), name).toEqual(before);
  }
}
