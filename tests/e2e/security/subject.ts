import { read } from "#db/client.ts";
import { domainGroups } from "#db/schema/domain-groups.ts";
import { domains } from "#db/schema/domains.ts";
import { GREY } from "#lib/domains/colours.ts";
import { type TestAccount, viewer } from "../people.ts";

/** Somebody for actions to be about, with a domain group and a domain of the same id for those about domains. */
export async function subject(given: Parameters<typeof viewer>[0] = {}): Promise<TestAccount> {
  const about = await viewer(given);
  const { id } = about;
  const name = id.slice(-20);
  await read((db) =>
    db.insert(domainGroups).values({ id, name, nameKey: name, colour: GREY, description: "Quixwood" }),
  );
  await read((db) => db.insert(domains).values({ id, groupId: id, path: "Quixwood", pathKey: "quixwood" }));
  return about;
}
