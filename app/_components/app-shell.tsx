import type { ReactNode } from "react";
import type { Actor } from "#lib/access/actor.ts";
import { isAdministrator } from "#lib/access/roles.ts";
import { fullName } from "#lib/profile/full-name.ts";
import { AppFrame } from "./app-frame.tsx";
import type { Crumb } from "./breadcrumb.tsx";
import { DeliveryWarning } from "./delivery-warning.tsx";
import { Flash } from "./flash.tsx";
import type { NavigationEntry } from "./main-navigation.tsx";

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

/** The frame of every page for signed-in users. */
export const AppShell = ({ actor, children, ...frame }: Props) => (
  <AppFrame
    {...frame}
    user={{ name: fullName(actor), email: actor.email, isAdministrator: isAdministrator(actor) }}
    flash={<Flash />}
    warning={<DeliveryWarning actor={actor} />}
  >
    {children}
  </AppFrame>
);
