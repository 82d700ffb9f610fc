import { administratorDialog } from "#app/_auth/page-guards.tsx";
import { Dialog } from "#app/_components/dialog.tsx";
import { ResetPassword } from "#app/administration/user-accounts/[id]/reset-password/reset-password.tsx";
import { findAccount } from "#lib/accounts/find-account.ts";

type Props = PageProps<"/administration/user-accounts/[id]/reset-password">;

export default administratorDialog(async (actor, { params, searchParams }: Props) => (
  <Dialog title="Reset user password">
    <ResetPassword
      actor={actor}
      account={await findAccount(actor, (await params).id)}
      list={(await searchParams).list}
    />
  </Dialog>
));
