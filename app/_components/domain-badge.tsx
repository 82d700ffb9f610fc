import type { ReactNode } from "react";
import { colourLabel, isListedColour, textColourOn } from "#lib/domains/colours.ts";

type Props = Readonly<{ colour: string; children: ReactNode; className?: string }>;

/** A domain or group in its colour. Its text wraps into two lines at most if it is in a `span`. */
export const DomainBadge = ({ colour, children, className = "" }: Props) =>
  isListedColour(colour) ? (
    <span className={`domain domain-${colourLabel(colour).toLowerCase()} ${className}`}>{children}</span>
  ) : (
    <span className={`domain ${className} ${textColourOn(colour) === "black" ? "text-black" : "text-white"}`}>
      <Paint colour={colour} className="absolute inset-0 -z-10 size-full forced-colors:hidden" />
      {children}
    </span>
  );

export const Swatch = ({ colour }: { colour: string }) => (
  <Paint colour={colour} className="size-5 shrink-0 rounded border border-ink/25" />
);

/** An SVG: the content security policy forbids inline styles. */
const Paint = ({ colour, className }: { colour: string; className: string }) => (
  <svg aria-hidden="true" className={className} preserveAspectRatio="none">
    <rect width="100%" height="100%" fill={colour} />
  </svg>
);
