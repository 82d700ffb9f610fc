"use client";

import { Swatch } from "#app/_components/domain-badge.tsx";
import { FieldNotes, TextField, useField } from "#app/_components/fields.tsx";
import type { FormState } from "#app/_forms/form-state.ts";
import { ANOTHER_COLOUR, COLOURS, GREY } from "#lib/domains/colours.ts";

type Props = Readonly<{ state: FormState; initial?: string }>;

export const DescriptionField = ({ state, initial }: Props) => (
  <TextField
    state={state}
    name="description"
    label="Description"
    hint="Optional. Explain what the group is for."
    initial={initial}
    maxLength={200}
    autoComplete="off"
  />
);

export function ColourField({ state, initial = GREY }: Props) {
  const { id, error, aria } = useField(state, "anotherColour", undefined);
  const isOffered = COLOURS.some((colour) => colour.id === initial);
  const chosen = state.values.colour ?? (isOffered ? initial : ANOTHER_COLOUR);
  const another = state.values.anotherColour ?? initial;
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">Colour</legend>
      <div key={state.attempt} className="flex flex-wrap gap-2">
        {COLOURS.map((colour) => (
          <label key={colour.id} className={CHOICE}>
            <input
              type="radio"
              name="colour"
              value={colour.id}
              defaultChecked={chosen === colour.id}
              className="accent-accent"
            />
            <Swatch colour={colour.id} />
            {colour.label}
          </label>
        ))}
        <div className={CHOICE}>
          <label className="flex cursor-pointer items-center gap-2">
            <input
              type="radio"
              name="colour"
              value={ANOTHER_COLOUR}
              defaultChecked={chosen === ANOTHER_COLOUR}
              className="accent-accent"
            />
            Custom
          </label>
          <input
            type="color"
            name="anotherColour"
            aria-label="Custom colour"
            defaultValue={typeof another === "string" ? another : GREY}
            className="h-7 w-10 cursor-pointer"
            {...aria}
          />
        </div>
      </div>
      <FieldNotes id={id} error={error} hint={undefined} />
    </fieldset>
  );
}

const CHOICE = "flex min-h-10 cursor-pointer items-center gap-2 rounded-lg border border-line px-3 hover:bg-raised";
