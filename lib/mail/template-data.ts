import type { EmailKind } from "./email-kinds.ts";
import type { EmailProps } from "./templates.ts";

/** What a mail's template is filled in with that is stored until then: all of it but its link and where it comes from. */
export type TemplateData = { [Kind in EmailKind]: Omit<EmailProps[Kind], "origin" | "link"> };
