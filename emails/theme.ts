import type { CSSProperties } from "react";

/**
 * The colours of `app/globals.css`, light and dark. Email clients support no variables: light colours are inlined, dark
 * ones are in a style block that a client may drop.
 */
export const COLOURS = {
  page: ["#f6f7f9", "#101418"],
  surface: ["#ffffff", "#181d23"],
  line: ["#d9dee5", "#303945"],
  ink: ["#161b22", "#e8ecf1"],
  muted: ["#566170", "#b4bfcc"],
  accent: ["#0b5c8a", "#6cc3f5"],
  "on-accent": ["#ffffff", "#06202f"],
} as const;

type Colour = keyof typeof COLOURS;

export const light = (colour: Colour): string => COLOURS[colour][0];

const dark = (colour: Colour): string => `${COLOURS[colour][1]} !important`;

/** Segoe UI comes first because Outlook falls back to Times when it doesn't know the first font. */
const FONT = "'Segoe UI', -apple-system, Roboto, Helvetica, Arial, sans-serif";

/** Keeps long names and addresses within a phone's width. */
const BREAK_LONG_WORDS: CSSProperties = { wordBreak: "break-word", overflowWrap: "anywhere" };

export const BODY: CSSProperties = { margin: 0, padding: 0, backgroundColor: light("page") };

export const TEXT: CSSProperties = {
  margin: "0 0 16px",
  color: light("ink"),
  fontFamily: FONT,
  fontSize: "16px",
  lineHeight: "24px",
  ...BREAK_LONG_WORDS,
};

export const SMALL_TEXT: CSSProperties = { ...TEXT, color: light("muted"), fontSize: "14px", lineHeight: "21px" };

export const LOGO: CSSProperties = {
  ...TEXT,
  margin: 0,
  borderLeft: `6px solid ${light("accent")}`,
  padding: "0 0 0 9px",
  fontSize: "18px",
  fontWeight: 600,
};

export const STYLES = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (max-width: 480px) {
  .card-content { padding: 24px 20px 8px !important; }
}
@media (prefers-color-scheme: dark) {
  .page { background-color: ${dark("page")}; }
  .card { background-color: ${dark("surface")}; border-color: ${dark("line")}; }
  .detail { border-color: ${dark("line")}; }
  .text { color: ${dark("ink")}; }
  .muted { color: ${dark("muted")}; }
  .logo { border-color: ${dark("accent")}; }
  .button { background-color: ${dark("accent")}; color: ${dark("on-accent")}; }
}`;

/** Outlook on Windows ignores `max-width`, and scales pixels with the system's DPI unless it is told 96. */
export const OUTLOOK_STYLES = `<!--[if mso]>
<style>.container { width: 600px; }</style>
<xml><o:OfficeDocumentSettings xmlns:o="urn:schemas-microsoft-com:office:office"><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml>
<![endif]-->`;
