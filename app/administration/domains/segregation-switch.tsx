import { Section } from "#app/_components/section.tsx";
import { ActionForm } from "./action-form.tsx";
import { switchSegregationAction } from "./actions.ts";

const MEANING = {
  on: "Accounts only see data in the domains they are restricted to. Administrators and accounts without restrictions see everything. If you switch it off, no one is restricted, and all domains and restrictions are kept.",
  off: "Accounts see everything their roles allow. Domains and restrictions are kept, but hidden from account forms. If you switch it on, they apply immediately.",
} as const;

export const Segregation = ({ isOn }: { isOn: boolean }) => (
  <Section id="segregation" title={`Segregation is ${isOn ? "on" : "off"}`}>
    <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-4">
      <p className="max-w-prose flex-1 basis-72">{MEANING[isOn ? "on" : "off"]}</p>
      <ActionForm
        action={switchSegregationAction}
        fields={{ segregation: isOn ? "off" : "on" }}
        kind={isOn ? "plain" : "primary"}
        label={isOn ? "Switch off" : "Switch on"}
        busy="Switching…"
      />
    </div>
  </Section>
);
