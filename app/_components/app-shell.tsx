import type { ReactNode } from "react";
import { signOutAction } from "#app/_auth/sign-out.ts";
import type { Actor } from "#lib/access/actor.ts";
import { isAdministrator } from "#lib/access/roles.ts";
import { paths } from "#lib/paths.ts";
import { fullName } from "#lib/profile/full-name.ts";
import { Breadcrumb, type Crumb } from "./breadcrumb.tsx";
import { DeliveryWarning } from "./delivery-warning.tsx";
import { Flash } from "./flash.tsx";
import { Link } from "./link.tsx";
import { Logo } from "./logo.tsx";
import { PageTitle } from "./page-title.tsx";

type NavigationEntry = "home" | "user-accounts" | "domains" | "outgoing-mail" | "federation" | "audit-log" | "account";

type Props = Readonly<{
  actor: Actor;
  section?: NavigationEntry;
  title: string;
  /** By default the title. */
  heading?: ReactNode;
  actions?: ReactNode;
  breadcrumb?: readonly Crumb[];
  children: ReactNode;
}>;

const NAVIGATION = "navigation";

/** The frame of every page for signed-in users. */
export const AppShell = ({ actor, section, title, heading = title, actions, breadcrumb, children }: Props) => (
  <div className="lg:grid lg:min-h-dvh lg:grid-cols-[15rem_minmax(0,1fr)] print:block">
    <a href="#content" className="button button-primary absolute top-2 left-2 z-10 not-focus:sr-only">
      Skip to content
    </a>
    <header className="border-line border-b bg-surface lg:border-r lg:border-b-0 print:hidden">
      <div className="flex items-center gap-3 px-4 py-3 lg:sticky lg:top-0 lg:h-dvh lg:flex-col lg:items-stretch lg:px-4 lg:py-6">
        <Link href={paths.home} className="flex items-center gap-2.5 rounded-md font-semibold text-lg lg:mb-6 lg:px-2">
          <Logo />
          Gatehouse
        </Link>
        <button type="button" popoverTarget={NAVIGATION} className="button button-plain ml-auto lg:hidden">
          Menu
        </button>
        <nav id={NAVIGATION} popover="auto" aria-label="Main" className="navigation">
          <MainNavigation actor={actor} section={section} />
        </nav>
      </div>
    </header>
    <main
      id="content"
      tabIndex={-1}
      className="mx-auto grid w-full max-w-6xl grid-cols-1 content-start gap-6 px-4 py-6 outline-none sm:px-8 lg:py-10"
    >
      <PageTitle>{title}</PageTitle>
      <Flash />
      <DeliveryWarning actor={actor} />
      <div className="print:hidden">
        {breadcrumb && <Breadcrumb crumbs={breadcrumb} />}
        <div className="flex min-h-10 flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <h1 className="min-w-0 wrap-anywhere">{heading}</h1>
          {actions}
        </div>
      </div>
      {children}
    </main>
  </div>
);

const MainNavigation = ({ actor, section }: { actor: Actor; section: NavigationEntry | undefined }) => (
  <>
    <NavLink href={paths.home} current={section === "home"}>
      Home
    </NavLink>
    {isAdministrator(actor) && (
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
          <span className="block truncate">{fullName(actor)}</span>
          <span className="block truncate font-normal text-muted text-sm">{actor.email}</span>
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
  <Link
    href={href}
    aria-current={current ? "page" : undefined}
    className="menu-item aria-[current=page]:bg-raised aria-[current=page]:font-semibold"
  >
    {children}
  </Link>
);
