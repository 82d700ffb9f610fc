import { DescriptionItem } from "./description-item.tsx";
import { EmailText } from "./email-text.tsx";

type Props = Readonly<{ firstName: string; lastName: string; email: string; phone: string | null }>;

export const ProviderProfile = ({ firstName, lastName, email, phone }: Props) => (
  <dl className="fields">
    <DescriptionItem name="First Name">{firstName || "Not provided yet"}</DescriptionItem>
    <DescriptionItem name="Last Name">{lastName || "Not provided yet"}</DescriptionItem>
    <DescriptionItem name="Email">
      <EmailText email={email} />
    </DescriptionItem>
    <DescriptionItem name="Phone">{phone ?? "None"}</DescriptionItem>
  </dl>
);
