import { read } from "#db/client.ts";
import { domainGroups } from "#db/schema/domain-groups.ts";
import { domains } from "#db/schema/domains.ts";
import { GREY } from "#lib/domains/colours.ts";
import { activeAccount, type TestAccount } from "#tests/db/people.ts";

/** For actions to act on; a domain group and a domain have the same id. */
export async function targetAccount(given: Parameters<typeof activeAccount>[0] = {}): Promise<TestAccount> {
  const target = await activeAccount(given);
  const { id } = target;
  const name = id.slice(-20);
  await read((db) =>
    db.insert(domainGroups).values({ id, name, normalizedName: name, colour: GREY, description: "Quixwood" }),
  );
  await read((db) => db.insert(domains).values({ id, groupId: id, path: "Quixwood", normalizedPath: "quixwood" }));
  return target;
}
