import { Fact } from "./fact.tsx";

type Props = Readonly<{ firstName: string; lastName: string; email: string; phone: string | null }>;

/** Who somebody is, as far as the identity provider says: shown here, changed there. */
export const ProviderProfile = ({ firstName, lastName, email, phone }: Props) => (
  <dl className="grid gap-4 sm:grid-cols-2">
    <Fact name="First Name">{firstName || "Not known yet"}</Fact>
    <Fact name="Last Name">{lastName || "Not known yet"}</Fact>
    <Fact name="Email">{email}</Fact>
    <Fact name="Phone">{phone ?? "None"}</Fact>
  </dl>
);
