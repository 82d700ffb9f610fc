import type { ReactNode } from "react";
import { Button, Section, Text } from "react-email";
import { light, SMALL, TEXT } from "./theme.ts";

export const Paragraph = ({ children }: { children: ReactNode }) => (
  <Text className="ink" style={TEXT}>
    {children}
  </Text>
);

type ActionProps = Readonly<{ href: string; children: string }>;

/** What is to be done, as a button, with its address beneath it for where buttons do not work. */
export const Action = ({ href, children }: ActionProps) => (
  <Section style={{ padding: "8px 0 0" }}>
    <Button
      href={href}
      className="button"
      style={{
        ...TEXT,
        margin: 0,
        padding: "12px 20px",
        backgroundColor: light("accent"),
        borderRadius: "8px",
        color: light("on-accent"),
        fontWeight: 600,
      }}
    >
      {children}
    </Button>
    <p className="muted" style={{ ...SMALL, padding: "16px 0 0" }} data-skip-in-text="true">
      If the button does not work, copy this address into your browser:
      <br />
      <span style={{ wordBreak: "break-all" }}>{href}</span>
    </p>
  </Section>
);

type FactsProps = Readonly<{ facts: Readonly<Record<string, string>> }>;

/** What the mail is about, one thing a line. */
export const Facts = ({ facts }: FactsProps) => (
  <table role="presentation" width="100%" border={0} cellPadding={0} cellSpacing={0} style={{ marginBottom: "16px" }}>
    <tbody>
      {Object.entries(facts).map(([label, value]) => (
        <tr key={label}>
          <td className="facts" style={{ borderLeft: `3px solid ${light("line")}`, padding: "4px 0 4px 14px" }}>
            <div className="label muted" style={{ ...SMALL, margin: 0 }}>
              {label}
            </div>
            <span className="ink" style={{ ...TEXT, fontWeight: 600 }}>
              {value}
            </span>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
