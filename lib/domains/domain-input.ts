import { z } from "zod";
import { hasInvisibleCharacters, hasVisibleText } from "#lib/text/visible-text.ts";
import { ANOTHER_COLOUR, COLOURS, isHexColour } from "./colours.ts";

const NAME_MAX_LENGTH = 20;
const DESCRIPTION_MAX_LENGTH = 200;

/** How many levels a domain may lie below the root of its tree. */
export const LEVELS_BELOW_ROOT = 5;

/** Why a group, or one segment of a domain's path, cannot be called so; `undefined` when it can. */
function nameProblem(what: string, name: string): string | undefined {
  if (!hasVisibleText(name)) return `${what} cannot be empty.`;
  if ([...name].length > NAME_MAX_LENGTH) return `${what} has at most ${NAME_MAX_LENGTH} characters.`;
  if (name !== name.trim()) return `${what} cannot begin or end with a space.`;
  if (hasInvisibleCharacters(name)) return `${what} cannot hold line breaks or invisible characters.`;
  return undefined;
}

function groupNameProblem(name: string): string | undefined {
  if (name.includes(":")) return "A name cannot hold a colon, which stands between a group and its domain.";
  return nameProblem("A name", name);
}

function pathProblem(path: string): string | undefined {
  const segments = path.split("/");
  if (segments.length > LEVELS_BELOW_ROOT + 1)
    return `A domain lies at most ${LEVELS_BELOW_ROOT} levels below the root: use at most ${LEVELS_BELOW_ROOT} slashes.`;
  return segments.map((segment) => nameProblem("What stands between slashes", segment)).find(Boolean);
}

const field = (empty: string, problemOf: (text: string) => string | undefined) =>
  z
    .string({ error: empty })
    .max(1000, "This is too long.")
    .transform((typed, context) => {
      const text = typed.normalize("NFC");
      const problem = problemOf(text);
      if (problem === undefined) return text;
      context.addIssue({ code: "custom", message: problem });
      return z.NEVER;
    });

/** A domain's whole path: `EMEA/France/Paris`. */
export const pathField = field("Enter a path, such as EMEA or EMEA/France.", pathProblem);

const colourFields = {
  colour: z.enum([...COLOURS.map(({ id }) => id), ANOTHER_COLOUR], { error: "Choose a colour." }),
  anotherColour: z.string().max(20).optional(),
};

const descriptionField = z
  .string()
  .max(DESCRIPTION_MAX_LENGTH, `A description has at most ${DESCRIPTION_MAX_LENGTH} characters.`)
  .transform((typed) => typed.normalize("NFC").trim())
  .refine((text) => !hasInvisibleCharacters(text), "A description cannot hold line breaks or invisible characters.")
  .default("");

type Colour = Readonly<{ colour: string; anotherColour?: string | undefined }>;

/** Takes the two fields of a colour together. */
function withOneColour<Fields extends Colour>({ anotherColour, ...fields }: Fields, context: z.RefinementCtx) {
  const colour = (fields.colour === ANOTHER_COLOUR ? (anotherColour ?? "") : fields.colour).toLowerCase();
  if (isHexColour(colour)) return { ...fields, colour };
  context.addIssue({ code: "custom", path: ["anotherColour"], message: "Enter a colour as six digits: #0b5c8a." });
  return z.NEVER;
}

/** What can be changed about a group. */
export const groupEditInput = z.object({ ...colourFields, description: descriptionField }).transform(withOneColour);

/** A new group. */
export const newGroupInput = z
  .object({
    name: field("Enter a name.", groupNameProblem),
    ...colourFields,
    description: descriptionField,
  })
  .transform(withOneColour);

/** A new domain of a group. */
export const newDomainInput = z.object({
  group: z.string(),
  path: pathField,
  /** Whether the parents that are missing are to be added too. */
  parents: z.literal("add").optional(),
});

export type GroupEdit = Readonly<{ colour: string; description: string }>;
export type NewGroup = GroupEdit & Readonly<{ name: string }>;
export type NewDomain = z.output<typeof newDomainInput>;
