import { findAccount } from "#lib/accounts/find-account.ts";
import { administratorDialog } from "../../../../../guards.tsx";
import { Dialog } from "../../../../../ui/dialog.tsx";
import { ResetPassword } from "../../../[id]/reset-password/reset-password.tsx";

type Props = PageProps<"/administration/user-accounts/[id]/reset-password">;

export default administratorDialog(async (actor, { params, searchParams }: Props) => (
  <Dialog title="Reset user password">
    <ResetPassword account={await findAccount(actor, (await params).id)} list={(await searchParams).list} />
  </Dialog>
));
