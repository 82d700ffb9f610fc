import type { ReactNode } from "react";
import { Container, Head, Heading, Html, Preview, Section } from "react-email";
import { Paragraph } from "./parts.tsx";
import { BODY, LOGO, light, OUTLOOK_STYLES, SMALL_TEXT, STYLES, TEXT } from "./theme.ts";

/** The props of every email. */
export type CommonProps = Readonly<{
  /** The installation's URL, such as https://accounts.example.com. */
  origin: string;
  /** May be empty. */
  firstName: string;
  /** The email address of the recipient's account. */
  email: string;
}>;

export const hostOf = (origin: string): string => new URL(origin).host;

type Props = Readonly<{
  common: CommonProps;
  /** The recipient, where it isn't the account's own address. */
  to?: string;
  subject: string;
  /** The text that inboxes show after the subject. */
  preview: string;
  title: string;
  /** Completes "… because". */
  reason: string;
  isSecurityNotice?: boolean;
  children: ReactNode;
}>;

export function EmailLayout({ common, to, subject, preview, title, reason, isSecurityNotice, children }: Props) {
  const { origin, firstName, email } = common;
  return (
    <Html>
      <Head>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no, date=no, address=no" />
        <title>{subject}</title>
        <style>{STYLES}</style>
        <noscript
          // biome-ignore lint/security/noDangerouslySetInnerHtml: React cannot render comments.
          dangerouslySetInnerHTML={{ __html: OUTLOOK_STYLES }}
        />
      </Head>
      <body className="page" style={BODY}>
        <Preview useTitleTag={false}>{preview}</Preview>
        <Section className="page" lang="en" style={{ backgroundColor: light("page"), padding: "24px 12px" }}>
          <Container className="container" style={{ maxWidth: "600px" }}>
            <Section style={{ padding: "0 0 16px" }} data-skip-in-text="true">
              <p className="text logo" style={LOGO}>
                Gatehouse
              </p>
            </Section>
            <Section
              className="card"
              tdClassName="card-content"
              style={{
                backgroundColor: light("surface"),
                border: `1px solid ${light("line")}`,
                borderRadius: "12px",
                borderCollapse: "separate",
                padding: "32px 32px 16px",
              }}
            >
              <Heading className="text" style={{ ...TEXT, fontSize: "24px", lineHeight: "32px", fontWeight: 600 }}>
                {title}
              </Heading>
              <Paragraph>{firstName ? `Hello ${firstName},` : "Hello,"}</Paragraph>
              {children}
            </Section>
            <p className="muted" style={{ ...SMALL_TEXT, margin: 0, padding: "16px 8px 0" }}>
              Gatehouse at {origin} sent this email to {to ?? email} because {reason}.
              {isSecurityNotice && " You can’t turn off security notices about your own account."}
            </p>
          </Container>
        </Section>
      </body>
    </Html>
  );
}
