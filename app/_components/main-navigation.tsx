import type { ReactNode } from "react";
import { signOutAction } from "#app/_auth/sign-out.ts";
import { paths } from "#lib/paths.ts";

export type NavigationEntry =
  | "home"
  | "user-accounts"
  | "domains"
  | "outgoing-mail"
  | "federation"
  | "audit-log"
  | "account";

export type NavigationUser = Readonly<{ name: string; email: string; isAdministrator: boolean }>;

type Props = Readonly<{ user: NavigationUser; section: NavigationEntry | undefined }>;

export const MainNavigation = ({ user: { name, email, isAdministrator }, section }: Props) => (
  <>
    <NavLink href={paths.home} current={section === "home"}>
      Home
    </NavLink>
    {isAdministrator && (
      <>
        <p className="mt-5 mb-1 px-3 font-medium text-muted text-sm">Administration</p>
        <NavLink href={paths.accounts} current={section === "user-accounts"}>
          User Accounts
        </NavLink>
        <NavLink href={paths.domains} current={section === "domains"}>
          Domains
        </NavLink>
        <NavLink href={paths.outgoingMail} current={section === "outgoing-mail"}>
          Outgoing mail
        </NavLink>
        <NavLink href={paths.federation} current={section === "federation"}>
          Federation
        </NavLink>
        <NavLink href={paths.auditLog} current={section === "audit-log"}>
          Audit log
        </NavLink>
      </>
    )}
    <div className="mt-5 border-line border-t pt-4 lg:mt-auto">
      <NavLink href={paths.account} current={section === "account"}>
        <span className="min-w-0">
          <span className="block truncate">{name}</span>
          <span className="block truncate font-normal text-muted text-sm">{email}</span>
        </span>
      </NavLink>
      <form action={signOutAction}>
        <button type="submit" className="menu-item cursor-pointer">
          Sign out
        </button>
      </form>
    </div>
  </>
);

const NavLink = ({ href, current, children }: { href: string; current: boolean; children: ReactNode }) => (
  <a
    href={href}
    aria-current={current ? "page" : undefined}
    className="menu-item aria-[current=page]:bg-raised aria-[current=page]:font-semibold"
  >
    {children}
  </a>
);
