import type { ReactNode } from "react";
import { EmailText } from "#app/_components/email-text.tsx";
import { Link } from "#app/_components/link.tsx";
import type { TestSignInResult } from "#lib/federation/test-sign-in.ts";
import { paths } from "#lib/paths.ts";

const VERIFIED: Readonly<Record<string, string>> = {
  true: "verified",
  false: "not verified",
  null: "not known whether verified",
};

export const TestSignInOutcome = ({
  testResult: { allowed, says, person, account },
}: {
  testResult: TestSignInResult;
}) => (
  <div role="status" className="mb-5 rounded-lg border border-line bg-raised p-4">
    <p className={`wrap-anywhere font-medium ${allowed ? "text-good" : "text-danger"}`}>{says}</p>
    {person && (
      <dl className="mt-3 space-y-1 text-sm">
        <Line name="Email at the provider">
          {person.email ? <EmailText email={person.email} /> : (person.wrongTypes.email ?? "none")}
          {person.email && !person.wrongTypes.email_verified && `, ${VERIFIED[String(person.emailVerified)]}`}
        </Line>
        {Object.entries(person.wrongTypes).map(([claim, type]) => (
          <Line key={claim} name={`Wrong type of ${claim}`}>
            {type}
          </Line>
        ))}
        <Line name="Identifier at the provider">{person.subject}</Line>
        {account && (
          <Line name="Gatehouse account">
            <Link href={paths.accountDetails(account.id)} className="link">
              <EmailText email={account.email} />
            </Link>
          </Line>
        )}
      </dl>
    )}
  </div>
);

const Line = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="flex flex-wrap gap-x-2">
    <dt className="text-muted">{name}:</dt>
    <dd className="min-w-0 wrap-anywhere">{children}</dd>
  </div>
);
