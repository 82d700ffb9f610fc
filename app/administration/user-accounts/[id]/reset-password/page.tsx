import type { Metadata } from "next";
import { findAccount } from "#lib/accounts/find-account.ts";
import { paths } from "#lib/paths.ts";
import { administratorPage } from "../../../../guards.tsx";
import { House } from "../../../../ui/house.tsx";
import { Link } from "../../../../ui/link.tsx";
import { ResetPassword } from "./reset-password.tsx";

export const metadata: Metadata = { title: "Reset user password" };

type Props = PageProps<"/administration/user-accounts/[id]/reset-password">;

export default administratorPage(async (actor, { params, searchParams }: Props) => {
  const account = await findAccount(actor, (await params).id);
  const up = (
    <Link href={paths.accountDetails(account.id)} className="link">
      {account.email}
    </Link>
  );
  return (
    <House actor={actor} room="user-accounts" title="Reset user password" above={up}>
      <div className="card max-w-2xl p-6">
        <ResetPassword account={account} list={(await searchParams).list} />
      </div>
    </House>
  );
});
