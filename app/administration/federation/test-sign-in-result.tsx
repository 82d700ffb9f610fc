import type { ReactNode } from "react";
import { EmailText } from "#app/_components/email-text.tsx";
import type { TestSignInResult } from "#lib/federation/test-sign-in.ts";
import { paths } from "#lib/paths.ts";

const VERIFIED: Readonly<Record<string, string>> = {
  true: "verified",
  false: "not verified",
  null: "not known whether verified",
};

export const TestSignInOutcome = ({
  testResult: { allowed, explanation, claims, account },
}: {
  testResult: TestSignInResult;
}) => (
  <div role="status" className="mb-5 rounded-lg border border-line bg-raised p-4">
    <p className={`wrap-anywhere font-medium ${allowed ? "text-good" : "text-danger"}`}>{explanation}</p>
    {claims && (
      <dl className="mt-3 space-y-1 text-sm">
        <Line name="Email at the provider">
          {claims.email ? <EmailText email={claims.email} /> : (claims.invalidClaims.email ?? "none")}
          {claims.email && !claims.invalidClaims.email_verified && `, ${VERIFIED[String(claims.emailVerified)]}`}
        </Line>
        {Object.entries(claims.invalidClaims).map(([claim, type]) => (
          <Line key={claim} name={`Wrong type of ${claim}`}>
            {type}
          </Line>
        ))}
        <Line name="Identifier at the provider">{claims.subject}</Line>
        {account && (
          <Line name="Gatehouse account">
            <a href={paths.accountDetails(account.id)} className="link">
              <EmailText email={account.email} />
            </a>
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
