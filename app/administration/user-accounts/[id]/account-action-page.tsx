import type { ReactNode } from "react";
import { AppShell } from "#app/_components/app-shell.tsx";
import { Link } from "#app/_components/link.tsx";
import type { Actor } from "#lib/access/actor.ts";
import { paths } from "#lib/paths.ts";

type Props = Readonly<{
  actor: Actor;
  account: Readonly<{ id: string; email: string }>;
  title: string;
  children: ReactNode;
}>;

/** The page of one thing that is done to an account, for whoever did not come by its dialog. */
export const AccountActionPage = ({ actor, account, title, children }: Props) => {
  const up = (
    <Link href={paths.accountDetails(account.id)} className="link">
      {account.email}
    </Link>
  );
  return (
    <AppShell actor={actor} section="user-accounts" title={title} above={up}>
      <div className="card max-w-2xl p-6">{children}</div>
    </AppShell>
  );
};
