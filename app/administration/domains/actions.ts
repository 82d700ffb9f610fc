"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { requireActingActor } from "#app/_auth/action-guards.ts";
import { setFlash } from "#app/_forms/flash.ts";
import { formText } from "#app/_forms/form-data.ts";
import type { FormState } from "#app/_forms/form-state.ts";
import { submit } from "#app/_forms/submit.ts";
import { createDomain } from "#lib/domains/create-domain.ts";
import { createGroup } from "#lib/domains/create-group.ts";
import { deleteDomain } from "#lib/domains/delete-domain.ts";
import { deleteGroup } from "#lib/domains/delete-group.ts";
import { groupEditInput, newDomainInput, newGroupInput } from "#lib/domains/domain-input.ts";
import { setSegregation } from "#lib/domains/segregation.ts";
import { setDomainActive } from "#lib/domains/set-domain-active.ts";
import { updateGroup } from "#lib/domains/update-group.ts";
import { paths } from "#lib/paths.ts";

const segregationForm = z.object({ segregation: z.enum(["on", "off"]) });

export async function switchSegregationAction(previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActingActor();
  return submit(previous, form, { schema: segregationForm }, async ({ segregation }) => {
    await setSegregation(actor, segregation === "on");
    await setFlash(`segregation-${segregation}`);
    redirect(paths.domains);
  });
}

export async function createGroupAction(previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActingActor();
  return submit(previous, form, { schema: newGroupInput }, async (group) => {
    const { id, name } = await createGroup(actor, group);
    await setFlash("domain-group-created", name);
    redirect(paths.domainGroup(id));
  });
}

export async function updateGroupAction(previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActingActor();
  const id = formText(form, "group");
  return submit(previous, form, { schema: groupEditInput, unparsed: ["group"] }, async (edit) => {
    await setFlash("domain-group-updated", await updateGroup(actor, id, edit));
    redirect(paths.domainGroup(id));
  });
}

const deleteGroupForm = z.object({ group: z.string() });

export async function deleteGroupAction(previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActingActor();
  return submit(previous, form, { schema: deleteGroupForm }, async ({ group }) => {
    await setFlash("domain-group-deleted", await deleteGroup(actor, group));
    redirect(paths.domains);
  });
}

/** Returns to the parent domain or the group. */
export async function createDomainAction(previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActingActor();
  const below = formText(form, "below");
  return submit(previous, form, { schema: newDomainInput, unparsed: ["below"] }, async (domain) => {
    await setFlash("domain-created", await createDomain(actor, domain));
    redirect(below ? paths.domain(below) : paths.domainGroup(domain.group));
  });
}

const activeForm = z.object({ domain: z.string(), active: z.enum(["yes", "no"]) });

export async function setDomainActiveAction(previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActingActor();
  return submit(previous, form, { schema: activeForm }, async ({ domain, active }) => {
    const isActive = active === "yes";
    const name = await setDomainActive(actor, domain, isActive);
    await setFlash(isActive ? "domain-activated" : "domain-deactivated", name);
    redirect(paths.domain(domain));
  });
}

const deleteDomainForm = z.object({ domain: z.string() });

export async function deleteDomainAction(previous: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActingActor();
  return submit(previous, form, { schema: deleteDomainForm }, async ({ domain }) => {
    await setFlash("domain-deleted", await deleteDomain(actor, domain));
    redirect(paths.domains);
  });
}
