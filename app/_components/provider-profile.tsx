import { Fact } from "./description-item.tsx";
import { EmailText } from "./email-text.tsx";

type Props = Readonly<{ firstName: string; lastName: string; email: string; phone: string | null }>;

/** Who somebody is, where the identity provider knows it: shown, and not changed here. */
export const ProviderProfile = ({ firstName, lastName, email, phone }: Props) => (
  <dl className="grid gap-4 sm:grid-cols-2">
    <Fact name="First Name">{firstName || "Not known yet"}</Fact>
    <Fact name="Last Name">{lastName || "Not known yet"}</Fact>
    <Fact name="Email">
      <EmailText email={email} />
    </Fact>
    <Fact name="Phone">{phone ?? "None"}</Fact>
  </dl>
);
