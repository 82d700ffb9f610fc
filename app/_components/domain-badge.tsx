import type { ReactNode } from "react";
import { textColourOn } from "#lib/domains/colours.ts";

type Props = Readonly<{ colour: string; children: ReactNode; className?: string }>;

/** A domain or group in its colour. Painted by an SVG: the content security policy forbids inline styles. */
export const DomainBadge = ({ colour, children, className = "" }: Props) => (
  <span
    className={`relative isolate inline-block max-w-full overflow-hidden rounded-md border border-ink/25 px-2 py-0.5 align-middle font-medium text-xs wrap-anywhere ${textColourOn(colour) === "black" ? "text-black" : "text-white"} forced-colors:text-[CanvasText] ${className}`}
  >
    <Paint colour={colour} className="absolute inset-0 -z-10 size-full forced-colors:hidden" />
    {children}
  </span>
);

export const Swatch = ({ colour }: { colour: string }) => (
  <Paint colour={colour} className="size-5 shrink-0 rounded border border-ink/25" />
);

const Paint = ({ colour, className }: { colour: string; className: string }) => (
  <svg aria-hidden="true" className={className} preserveAspectRatio="none">
    <rect width="100%" height="100%" fill={colour} />
  </svg>
);
