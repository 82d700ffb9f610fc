import type { Metadata } from "next";
import { generateSingleUsePassword } from "#lib/accounts/single-use-password.ts";
import { config } from "#lib/config.ts";
import { absoluteAddress } from "#lib/http/absolute-address.ts";
import { isMailOn } from "#lib/mail/mode.ts";
import { paths } from "#lib/paths.ts";
import { administratorPage } from "../../../guards.tsx";
import { House } from "../../../ui/house.tsx";
import { Link } from "../../../ui/link.tsx";
import { AddFederatedForm } from "./add-federated-form.tsx";
import { AddForm } from "./add-form.tsx";
import { InviteForm } from "./invite-form.tsx";

export const metadata: Metadata = { title: "Add user account" };

export default administratorPage(async (actor) => {
  const { activationLinkHours, passwordMinLength, singleUsePasswordHours, federation } = config();
  const up = (
    <Link href={paths.accounts} className="link">
      User Accounts
    </Link>
  );
  return (
    <House actor={actor} room="user-accounts" title="Add user account" above={up}>
      <div className="max-w-3xl">
        {federation ? (
          <AddFederatedForm provider={federation.name} isMailOn={isMailOn()} />
        ) : isMailOn() ? (
          <InviteForm lifetimeHours={activationLinkHours} />
        ) : (
          <AddForm
            address={absoluteAddress(paths.login)}
            generated={generateSingleUsePassword()}
            minLength={passwordMinLength}
            lifetimeHours={singleUsePasswordHours}
          />
        )}
      </div>
    </House>
  );
});
