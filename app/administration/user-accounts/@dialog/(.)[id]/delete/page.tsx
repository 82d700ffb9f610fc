import { administratorDialog } from "#app/_auth/page-guards.tsx";
import { Dialog } from "#app/_components/dialog.tsx";
import { DeleteAccount } from "#app/administration/user-accounts/[id]/delete/delete-account.tsx";
import { findAccount } from "#lib/accounts/find-account.ts";

type Props = PageProps<"/administration/user-accounts/[id]/delete">;

export default administratorDialog(async (actor, { params, searchParams }: Props) => (
  <Dialog title="Delete user account">
    <DeleteAccount
      actor={actor}
      account={await findAccount(actor, (await params).id)}
      list={(await searchParams).list}
    />
  </Dialog>
));
