import type { ReactNode } from "react";
import { AppShell } from "#app/_components/app-shell.tsx";
import { EmailText } from "#app/_components/email-text.tsx";
import { Section } from "#app/_components/section.tsx";
import type { Actor } from "#lib/access/actor.ts";
import { paths } from "#lib/paths.ts";
import { fullName } from "#lib/profile/full-name.ts";

type Props = Readonly<{
  actor: Actor;
  account: Readonly<{ id: string; email: string; firstName: string; lastName: string }>;
  title: string;
  children: ReactNode;
}>;

export const AccountActionPage = ({ actor, account, title, children }: Props) => (
  <AppShell
    actor={actor}
    section="user-accounts"
    title={title}
    breadcrumb={[
      { href: paths.accounts, label: "User Accounts" },
      { href: paths.accountDetails(account.id), label: account.email },
    ]}
  >
    <Section id="account" title={fullName(account) || "User account"} lead={<EmailText email={account.email} />}>
      {children}
    </Section>
  </AppShell>
);
