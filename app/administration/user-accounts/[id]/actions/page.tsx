import { administratorPage } from "#app/_auth/page-guards.tsx";
import { AccountActionPage } from "#app/administration/user-accounts/[id]/account-action-page.tsx";
import { menuFor } from "#app/administration/user-accounts/account-menu.ts";
import { AccountMenuItems } from "#app/administration/user-accounts/account-menu-items.tsx";
import { backLink } from "#app/administration/user-accounts/list-url.ts";
import { findAccount } from "#lib/accounts/find-account.ts";

type Props = PageProps<"/administration/user-accounts/[id]/actions">;

/** The menu of a row where no script opens it in place. */
export default administratorPage(async (actor, { params, searchParams }: Props) => {
  const account = await findAccount(actor, (await params).id);
  const { list } = await searchParams;
  const back = backLink(list, account.id);
  return (
    <AccountActionPage actor={actor} account={account} title="Account actions">
      <div className="-mx-3 mb-5 max-w-xs">
        <AccountMenuItems
          id={account.id}
          menu={menuFor(actor, account)}
          list={typeof list === "string" ? list : undefined}
        />
      </div>
      <a href={back.href} className="link">
        {back.label}
      </a>
    </AccountActionPage>
  );
});
