import type { MailKind } from "./email-kinds.ts";
import type { MailProps } from "./templates.ts";

/** What a mail's template is filled in with that is stored until then: all of it but its link and where it comes from. */
export type MailFacts = { [Kind in MailKind]: Omit<MailProps[Kind], "origin" | "link"> };
