import type { ReactNode } from "react";
import { Container, Head, Heading, Html, Preview, Section } from "react-email";
import { Paragraph } from "./parts.tsx";
import { BODY, FOR_OUTLOOK, light, SMALL, STYLES, TEXT, WORDMARK } from "./theme.ts";

/** What every mail is told. */
export type Envelope = Readonly<{
  /** Where the installation is reached, such as https://accounts.example.com. */
  origin: string;
  /** May be empty. */
  firstName: string;
  /** The address of the recipient's account. */
  email: string;
}>;

type Props = Readonly<{
  mail: Envelope;
  /** Where it goes, if not to the address of the account. */
  to?: string;
  subject: string;
  /** What a list of emails shows after the subject. */
  preview: string;
  title: string;
  /** Why the mail came: the end of a sentence. */
  because: string;
  children: ReactNode;
}>;

/** What all emails look like, who they are from, and why they came. */
export const Frame = ({ mail, to = mail.email, subject, preview, title, because, children }: Props) => (
  <Html>
    <Head>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
      <meta name="format-detection" content="telephone=no, date=no, address=no" />
      <title>{subject}</title>
      <style>{STYLES}</style>
      <noscript
        // biome-ignore lint/security/noDangerouslySetInnerHtml: React writes no comments.
        dangerouslySetInnerHTML={{ __html: FOR_OUTLOOK }}
      />
    </Head>
    <body className="page" style={BODY}>
      <Preview useTitleTag={false}>{preview}</Preview>
      <Section className="page" lang="en" style={{ backgroundColor: light("page"), padding: "24px 12px" }}>
        <Container className="frame" style={{ maxWidth: "600px" }}>
          <Section style={{ padding: "0 0 16px" }} data-skip-in-text="true">
            <p className="ink mark" style={WORDMARK}>
              Gatehouse
            </p>
          </Section>
          <Section
            className="card"
            tdClassName="card-inside"
            style={{
              backgroundColor: light("surface"),
              border: `1px solid ${light("line")}`,
              borderRadius: "12px",
              borderCollapse: "separate",
              padding: "32px 32px 16px",
            }}
          >
            <Heading className="ink" style={{ ...TEXT, fontSize: "24px", lineHeight: "32px", fontWeight: 600 }}>
              {title}
            </Heading>
            <Paragraph>{mail.firstName ? `Hello ${mail.firstName},` : "Hello,"}</Paragraph>
            {children}
          </Section>
          <p className="muted" style={{ ...SMALL, margin: 0, padding: "16px 8px 0" }}>
            Sent by Gatehouse at {mail.origin} to {to}, because {because}.
          </p>
        </Container>
      </Section>
    </body>
  </Html>
);
