import { administratorPage } from "#app/_auth/page-guards.tsx";
import { AccountActionPage } from "#app/administration/user-accounts/[id]/account-action-page.tsx";
import { findAccount } from "#lib/accounts/find-account.ts";
import { DeleteAccount } from "./delete-account.tsx";

const title = "Delete user account";

type Props = PageProps<"/administration/user-accounts/[id]/delete">;

export default administratorPage(async (actor, { params, searchParams }: Props) => {
  const account = await findAccount(actor, (await params).id);
  return (
    <AccountActionPage actor={actor} account={account} title={title}>
      <DeleteAccount actor={actor} account={account} list={(await searchParams).list} />
    </AccountActionPage>
  );
});
