import type { Actor } from "#lib/access/actor.ts";
import { domainName } from "#lib/access/domains.ts";
import { roleLabel } from "#lib/access/roles.ts";
import type { AccountRow } from "#lib/accounts/list-accounts.ts";
import { fullName } from "#lib/profile/full-name.ts";
import { type AccountMenu, menuFor } from "./account-menu.ts";
import { signInStatusOf } from "./last-sign-in.tsx";
import type { SignInStatus } from "./sign-in-status.tsx";

/** A row as the browser gets it, once as data. What most rows lack is left out. */
export type ListRow = SignInStatus &
  Readonly<{
    id: string;
    email: string;
    name: string;
    roles: string;
    isLocked?: true;
    isLinked?: true;
    domains?: readonly ListDomain[];
    moreDomains?: number;
    /** Where in `menus`; by default the first. */
    menu?: number;
  }>;

export type ListDomain = Readonly<{ name: string; label: string; colour: string }>;

/** The account page shows all. */
const MAX_BADGES = 4;

export function listRows(actor: Actor, accounts: readonly AccountRow[]) {
  const menus = distinctMenus();
  const rows = accounts.map((account): ListRow => {
    const menu = menus.indexOf(menuFor(actor, account));
    return {
      id: account.id,
      email: account.email,
      name: fullName(account),
      roles: account.roles.map(roleLabel).join(", "),
      ...signInStatusOf(account),
      ...(account.state === "LOCKED" && { isLocked: true }),
      ...(account.isLinked && { isLinked: true }),
      ...domainsOf(account),
      ...(menu > 0 && { menu }),
    };
  });
  return { rows: JSON.stringify(rows), menus: menus.all };
}

/** Most rows have the same one. */
function distinctMenus() {
  const all: AccountMenu[] = [];
  const indexes = new Map<string, number>();
  return {
    all: all as readonly AccountMenu[],
    indexOf(menu: AccountMenu): number {
      const key = JSON.stringify(menu);
      const index = indexes.get(key) ?? all.push(menu) - 1;
      indexes.set(key, index);
      return index;
    },
  };
}

function domainsOf({ domains }: AccountRow): Pick<ListRow, "domains" | "moreDomains"> {
  if (domains.length === 0) return {};
  const shown = domains.slice(0, MAX_BADGES).map((domain) => ({
    name: domainName(domain),
    label: domain.isActive ? domain.path : `(inactive) ${domain.path}`,
    colour: domain.colour,
  }));
  const more = domains.length - shown.length;
  return more > 0 ? { domains: shown, moreDomains: more } : { domains: shown };
}
