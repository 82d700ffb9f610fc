import type { ComponentProps } from "react";
import { FieldNotes } from "#app/_components/fields.tsx";
import { FilterField } from "#app/_components/filter-field.tsx";
import { FormAlert } from "#app/_components/form-parts.tsx";
import { DESCRIBED_ACTORS } from "#lib/audit/audit-actor.ts";
import { EVENT_GROUPS, EVENTS } from "#lib/audit/events.ts";
import type { FilterName, TypedFilters } from "#lib/audit-log/audit-log-query.ts";
import { paths } from "#lib/paths.ts";

export type Problems = Readonly<Partial<Record<FilterName, string>>>;

type Props = Readonly<{ typed: TypedFilters; problems: Problems }>;

const EVENT_ENTRIES = Object.entries(EVENTS);

/** A GET form, so that filters are in the URL. */
export const AuditLogFilter = ({ typed, problems }: Props) => {
  const field = (name: FilterName) => ({ name, typed: typed[name], problem: problems[name] });
  return (
    <search aria-label="Audit log">
      <form action={paths.auditLog} key={JSON.stringify(typed)}>
        <FormAlert state={{ errors: problems, attempt: 1 }} />
        <div className="grid grid-cols-2 items-start gap-3 xl:grid-cols-4">
          <TextFilter {...field("from")} label="From (UTC)" type="datetime-local" className="max-sm:col-span-2" />
          <TextFilter {...field("to")} label="To (UTC)" type="datetime-local" className="max-sm:col-span-2" />
          <FilterField label="Event" className="min-w-0">
            <select name="event" defaultValue={typed.event ?? ""} className="input">
              <option value="">Any event</option>
              {EVENT_GROUPS.map((group) => (
                <optgroup key={group} label={group}>
                  {EVENT_ENTRIES.filter(([, event]) => event.group === group).map(([name, { label }]) => (
                    <option key={name} value={name}>
                      {label}
                    </option>
                  ))}
                </optgroup>
              ))}
            </select>
          </FilterField>
          <FilterField label="Outcome" className="min-w-0">
            <select name="outcome" defaultValue={typed.outcome ?? ""} className="input">
              <option value="">Any outcome</option>
              <option value="success">Success</option>
              <option value="failure">Failure</option>
            </select>
          </FilterField>
          <TextFilter {...field("actor")} label="Actor" placeholder="Email" list="actors" />
          <datalist id="actors">
            {DESCRIBED_ACTORS.map((label) => (
              <option key={label} value={label} />
            ))}
          </datalist>
          <TextFilter {...field("account")} label="Account (incl. deleted)" placeholder="Email" />
          <TextFilter {...field("address")} label="Source address" placeholder="203.0.113.7" />
          <div className="mt-6 flex gap-1 sm:gap-3">
            <button type="submit" className="button button-plain">
              Filter
            </button>
            {Object.keys(typed).length > 0 && (
              <a href={paths.auditLog} className="button link">
                Clear
              </a>
            )}
          </div>
        </div>
      </form>
    </search>
  );
};

type TextFilterProps = Readonly<{ name: FilterName; label: string; typed?: string; problem?: string }> &
  Pick<ComponentProps<"input">, "type" | "placeholder" | "list" | "className">;

const TextFilter = ({ name, label, typed, problem, type, className = "", ...input }: TextFilterProps) => (
  <div className={`min-w-0 ${className}`}>
    <FilterField label={label} className="min-w-0">
      <input
        name={name}
        // Browsers clear a datetime field with an invalid value.
        type={problem ? "text" : type}
        defaultValue={typed}
        maxLength={300}
        autoComplete="off"
        className="input"
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem && `filter-${name}-error`}
        {...input}
      />
    </FilterField>
    {problem && <FieldNotes id={`filter-${name}`} error={problem} hint={undefined} />}
  </div>
);
