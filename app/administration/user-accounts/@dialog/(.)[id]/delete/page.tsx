import { findAccount } from "#lib/accounts/find-account.ts";
import { administratorDialog } from "../../../../../guards.tsx";
import { Dialog } from "../../../../../ui/dialog.tsx";
import { DeleteAccount } from "../../../[id]/delete/delete-account.tsx";

type Props = PageProps<"/administration/user-accounts/[id]/delete">;

export default administratorDialog(async (actor, { params, searchParams }: Props) => (
  <Dialog title="Delete user account">
    <DeleteAccount account={await findAccount(actor, (await params).id)} list={(await searchParams).list} />
  </Dialog>
));
