"use client";

import type { KeyboardEvent } from "react";
import { DomainBadge } from "#app/_components/domain-badge.tsx";
import { FieldNotes, useField } from "#app/_components/fields.tsx";
import { SubmitButton } from "#app/_components/form-parts.tsx";
import type { FormState } from "#app/_forms/form-state.ts";
import { domainName, parseDomainName } from "#lib/access/domains.ts";
import type { DomainNode } from "#lib/domains/domain-tree.ts";
import type { Picker } from "./domain-picker.ts";
import type { FormAssist } from "./form-assist.ts";

type Props = Readonly<{
  state: FormState<unknown, FormAssist>;
  picker: Picker;
  chosen: readonly string[];
  /** Whether to warn that Administrators cannot be restricted. */
  isAdministrator: boolean;
}>;

const HINT =
  "Within a group, access adds up. Each further group narrows it. No restriction means full access. Administrators can't be restricted.";

/** The selected domains, with a tree and a search to add others. */
export function RestrictionChoices({ state, picker, chosen, isAdministrator }: Props) {
  const { id, error, aria } = useField(state, "restrictions", HINT);
  const found = state.assist?.found;
  return (
    <fieldset className="min-w-0" aria-describedby={aria["aria-describedby"]}>
      <legend className="mb-1.5 font-medium">Domain restrictions</legend>
      <input type="hidden" name="picker" value="shown" />
      <div className="divide-y divide-line rounded-lg border border-line">
        {chosen.length > 0 && (
          <ul className="flex flex-wrap gap-2 p-3">
            {chosen.map((name, index) => (
              <li key={name} className="min-w-0">
                <Choice name={name} isChecked isFirstError={error !== undefined && index === 0}>
                  <DomainBadge colour={colourOf(picker, name)}>{name}</DomainBadge>
                  {picker.inactive.includes(name) && <span className="text-muted text-sm">inactive</span>}
                </Choice>
              </li>
            ))}
          </ul>
        )}
        <div className="flex flex-wrap items-end gap-3 p-3">
          <label className="min-w-0 flex-1 basis-52">
            <span className="mb-1 block text-muted text-sm">Find a domain</span>
            <input
              type="search"
              name="find"
              defaultValue={found ? state.values.find : ""}
              maxLength={200}
              className="input"
              autoComplete="off"
              autoFocus={state.assist && !state.assist.isPreview}
              onKeyDown={findOnEnter}
            />
          </label>
          <input type="hidden" name="found" value={found?.text ?? ""} />
          <SubmitButton kind="plain" intent="find" busy="Finding…">
            Find
          </SubmitButton>
        </div>
        {found ? (
          <SearchResults found={found} chosen={chosen} />
        ) : (
          picker.groups.map((group) => (
            <details key={group.name} className="px-3 py-1">
              <summary className="min-h-9 cursor-pointer py-1.5">
                <DomainBadge colour={group.colour}>{group.name}</DomainBadge>
              </summary>
              <Tree nodes={group.nodes} chosen={chosen} />
              {group.nodes.length === 0 && <p className="py-1.5 text-muted">No domains yet.</p>}
              {group.hasMore && <p className="py-1.5 text-muted">There are more. Use the search to find them.</p>}
            </details>
          ))
        )}
        {picker.groups.length === 0 && <p className="p-3 text-muted">No domains yet.</p>}
      </div>
      <div aria-live="polite">
        {isAdministrator && !error && (
          <p className="mt-1.5 font-medium text-warning text-sm">
            Administrators can't be restricted. Remove the domains or the Administrator role before you save.
          </p>
        )}
      </div>
      <FieldNotes id={id} error={error} hint={HINT} />
    </fieldset>
  );
}

const colourOf = ({ groups }: Picker, name: string): string =>
  groups.find((group) => group.name === parseDomainName(name)?.group)?.colour ?? "#ffffff";

/** Without scripts, the server detects that Enter was pressed here. */
function findOnEnter(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const { form } = event.currentTarget;
  form?.requestSubmit(form.querySelector<HTMLButtonElement>('button[value="find"]'));
}

type ChoiceProps = Readonly<{
  name: string;
  isChecked?: boolean;
  isDisabled?: boolean;
  isFirstError?: boolean;
  children: React.ReactNode;
}>;

const Choice = ({ name, isChecked, isDisabled, isFirstError, children }: ChoiceProps) => (
  <label className="flex min-h-9 items-center gap-2 rounded-md px-1 has-enabled:cursor-pointer has-enabled:hover:bg-raised">
    <input
      type="checkbox"
      name="restrictions"
      value={name}
      defaultChecked={isChecked}
      disabled={isDisabled}
      aria-label={name}
      aria-invalid={isFirstError || undefined}
      className="size-4 shrink-0 accent-accent"
    />
    {children}
  </label>
);

type Selectable = Readonly<{ group: string; path: string; isActive: boolean }>;

/** A domain to select, unless it is inactive or already selected. */
const Selectable = ({ domain, text, chosen }: { domain: Selectable; text: string; chosen: readonly string[] }) => {
  const name = domainName(domain);
  if (chosen.includes(name)) {
    return (
      <span className="flex min-h-9 items-center gap-2 px-1 text-muted wrap-anywhere">
        <span aria-hidden="true">✓</span> {text} <span className="text-sm">selected above</span>
      </span>
    );
  }
  return (
    <Choice name={name} isDisabled={!domain.isActive}>
      <span className="min-w-0 wrap-anywhere">
        {text}
        {!domain.isActive && <span className="ml-2 text-muted text-sm">inactive</span>}
      </span>
    </Choice>
  );
};

const Tree = ({ nodes, chosen }: { nodes: readonly DomainNode[]; chosen: readonly string[] }) => (
  <ul className="ml-3 border-line border-l pl-3">
    {nodes.map((node) => (
      <li key={node.path}>
        <Selectable domain={node} text={node.path.slice(node.path.lastIndexOf("/") + 1)} chosen={chosen} />
        {node.children.length > 0 && (
          <details>
            <summary className="ml-5 min-h-9 cursor-pointer list-outside rounded-md px-1 py-1.5 text-muted wrap-anywhere hover:bg-raised">
              Below {node.path}
            </summary>
            <Tree nodes={node.children} chosen={chosen} />
            {node.hasMore && <MoreBelow path={node.path} />}
          </details>
        )}
        {node.children.length === 0 && node.hasMore && <MoreBelow path={node.path} />}
      </li>
    ))}
  </ul>
);

const MoreBelow = ({ path }: { path: string }) => (
  <p className="px-1 py-1.5 text-muted text-sm wrap-anywhere">
    There are more below {path}. Use the search to find them.
  </p>
);

const SearchResults = ({ found, chosen }: { found: NonNullable<FormAssist["found"]>; chosen: readonly string[] }) => (
  <div className="p-3" aria-live="polite">
    {found.domains.length === 0 ? (
      <p>
        No domains match “<span className="wrap-anywhere">{found.text}</span>”. Clear the search to browse all domains.
      </p>
    ) : (
      <ul>
        {found.domains.map((domain) => (
          <li key={domain.id}>
            <Selectable domain={domain} text={domainName(domain)} chosen={chosen} />
          </li>
        ))}
      </ul>
    )}
    {found.hasMore && <p className="mt-2 text-muted">There are more results. Refine your search.</p>}
  </div>
);
