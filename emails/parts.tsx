import type { ReactNode } from "react";
import { Button, Section, Text } from "react-email";
import { light, SMALL_TEXT, TEXT } from "./theme.ts";

export const Paragraph = ({ children }: { children: ReactNode }) => (
  <Text className="text" style={TEXT}>
    {children}
  </Text>
);

type ActionButtonProps = Readonly<{ href: string; children: string }>;

/** A button, with its link spelled out below for clients that show no buttons. */
export const ActionButton = ({ href, children }: ActionButtonProps) => (
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
    <p className="muted" style={{ ...SMALL_TEXT, padding: "16px 0 0" }} data-skip-in-text="true">
      If the button doesn’t work, copy this link into your browser:
      <br />
      <span style={{ wordBreak: "break-all" }}>{href}</span>
    </p>
  </Section>
);

export const SingleUseLinkNote = () => (
  <Paragraph>You can use this link once. If it no longer works, open it to request a new one.</Paragraph>
);

type DetailListProps = Readonly<{ details: Readonly<Record<string, string>> }>;

export const DetailList = ({ details }: DetailListProps) => (
  <table role="presentation" width="100%" border={0} cellPadding={0} cellSpacing={0} style={{ marginBottom: "16px" }}>
    <tbody>
      {Object.entries(details).map(([label, value]) => (
        <tr key={label}>
          <td className="detail" style={{ borderLeft: `3px solid ${light("line")}`, padding: "4px 0 4px 14px" }}>
            <div className="label muted" style={{ ...SMALL_TEXT, margin: 0 }}>
              {label}
            </div>
            <span className="text" style={{ ...TEXT, fontWeight: 600 }}>
              {value}
            </span>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
