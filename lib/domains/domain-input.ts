import { z } from "zod";
import { hasInvisibleCharacters, hasVisibleText } from "#lib/text/visible-text.ts";
import { ANOTHER_COLOUR, COLOURS, isHexColour } from "./colours.ts";

const NAME_MAX_LENGTH = 20;
const DESCRIPTION_MAX_LENGTH = 200;

/** In levels below the root of a tree. */
export const MAX_DEPTH = 5;

function nameProblem(label: string, name: string): string | undefined {
  if (!hasVisibleText(name)) return `${label} cannot be empty.`;
  if ([...name].length > NAME_MAX_LENGTH) return `${label} can have at most ${NAME_MAX_LENGTH} characters.`;
  if (name !== name.trim()) return `${label} cannot begin or end with a space.`;
  if (hasInvisibleCharacters(name)) return `${label} cannot contain line breaks or invisible characters.`;
  return undefined;
}

function groupNameProblem(name: string): string | undefined {
  if (name.includes(":")) return "A name cannot contain a colon, which separates a group from a domain.";
  return nameProblem("A name", name);
}

function pathProblem(path: string): string | undefined {
  const segments = path.split("/");
  if (segments.length > MAX_DEPTH + 1)
    return `A domain can be at most ${MAX_DEPTH} levels below the root. Use at most ${MAX_DEPTH} slashes.`;
  return segments.map((segment) => nameProblem("A part of the path", segment)).find(Boolean);
}

const textField = (empty: string, problemOf: (text: string) => string | undefined) =>
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

export const pathField = textField("Enter a path, such as EMEA or EMEA/France.", pathProblem);

const colourFields = {
  colour: z.enum([...COLOURS.map(({ id }) => id), ANOTHER_COLOUR], { error: "Choose a colour." }),
  anotherColour: z.string().max(20).optional(),
};

const descriptionField = z
  .string()
  .max(DESCRIPTION_MAX_LENGTH, `A description can have at most ${DESCRIPTION_MAX_LENGTH} characters.`)
  .transform((typed) => typed.normalize("NFC").trim())
  .refine((text) => !hasInvisibleCharacters(text), "A description cannot contain line breaks or invisible characters.")
  .default("");

type Colour = Readonly<{ colour: string; anotherColour?: string | undefined }>;

function withColour<Fields extends Colour>({ anotherColour, ...fields }: Fields, context: z.RefinementCtx) {
  const colour = (fields.colour === ANOTHER_COLOUR ? (anotherColour ?? "") : fields.colour).toLowerCase();
  if (isHexColour(colour)) return { ...fields, colour };
  context.addIssue({
    code: "custom",
    path: ["anotherColour"],
    message: "Enter a colour with six digits, such as #0b5c8a.",
  });
  return z.NEVER;
}

export const groupEditInput = z.object({ ...colourFields, description: descriptionField }).transform(withColour);

export const newGroupInput = z
  .object({
    name: textField("Enter a name.", groupNameProblem),
    ...colourFields,
    description: descriptionField,
  })
  .transform(withColour);

export const newDomainInput = z.object({
  group: z.string(),
  path: pathField,
  /** Confirms that missing parents are created. */
  parents: z.literal("add").optional(),
});

export type GroupEdit = Readonly<{ colour: string; description: string }>;
export type NewGroup = GroupEdit & Readonly<{ name: string }>;
export type NewDomain = z.output<typeof newDomainInput>;
