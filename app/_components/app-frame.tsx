"use client";

import type { ReactNode } from "react";
import { paths } from "#lib/paths.ts";
import { Breadcrumb, type Crumb } from "./breadcrumb.tsx";
import { Logo } from "./logo.tsx";
import { MainNavigation, type NavigationEntry, type NavigationUser } from "./main-navigation.tsx";
import { PageTitle } from "./page-title.tsx";

type Props = Readonly<{
  user: NavigationUser;
  section?: NavigationEntry;
  title: string;
  heading?: ReactNode;
  actions?: ReactNode;
  breadcrumb?: readonly Crumb[];
  flash: ReactNode;
  warning: ReactNode;
  children: ReactNode;
}>;

const NAVIGATION = "navigation";

/** For scripts too, so that a response has it only as markup, and not as data as well. */
export const AppFrame = (props: Props) => {
  const { user, section, title, heading = title, actions, breadcrumb, flash, warning, children } = props;
  return (
    <div className="lg:grid lg:min-h-dvh lg:grid-cols-[15rem_minmax(0,1fr)] print:block">
      <a href="#content" className="button button-primary absolute top-2 left-2 z-10 not-focus:sr-only">
        Skip to content
      </a>
      <header className="border-line border-b bg-surface lg:border-r lg:border-b-0 print:hidden">
        <div className="flex items-center gap-3 px-4 py-3 lg:sticky lg:top-0 lg:h-dvh lg:flex-col lg:items-stretch lg:px-4 lg:py-6">
          <a href={paths.home} className="flex items-center gap-2.5 rounded-md font-semibold text-lg lg:mb-6 lg:px-2">
            <Logo />
            Gatehouse
          </a>
          <button type="button" popoverTarget={NAVIGATION} className="button button-plain ml-auto lg:hidden">
            Menu
          </button>
          <nav id={NAVIGATION} popover="auto" aria-label="Main" className="navigation">
            <MainNavigation user={user} section={section} />
          </nav>
        </div>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto grid w-full max-w-6xl grid-cols-1 content-start gap-6 px-4 py-6 outline-none sm:px-8 lg:py-10"
      >
        <PageTitle>{title}</PageTitle>
        {flash}
        {warning}
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
};
