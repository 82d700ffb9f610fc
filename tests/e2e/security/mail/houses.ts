import { openProvider, type Provider } from "#tests/mail/provider.ts";
import { type House, openHouse } from "../../house.ts";
import { sendingThrough } from "./sending.ts";

/** Gatehouses with outgoing mail on beside another one whose is off, on its data, and the provider that they share. */
export type MailHouses = Readonly<{
  provider: Provider;
  open(settings?: Readonly<Record<string, string>>): Promise<House>;
}>;

/** Runs `work` with such houses, and closes what it has left open. */
export async function withMailHouses(house: House, work: (houses: MailHouses) => Promise<void>): Promise<void> {
  const { DATABASE_URL = "", MIGRATION_DATABASE_URL = "", AUTH_SECRET = "" } = house.environment;
  const provider = await openProvider();
  const opened: House[] = [];
  try {
    await work({
      provider,
      async open(settings = {}) {
        const shared = { DATABASE_URL, MIGRATION_DATABASE_URL, AUTH_SECRET, ...sendingThrough(provider) };
        const another = await openHouse({ ...shared, ...settings });
        opened.push(another);
        return another;
      },
    });
  } finally {
    provider.answer(() => undefined);
    provider.hangUp();
    await Promise.all(opened.map((one) => one.close()));
    await provider.close();
  }
}

/** Kills a house as a power cut does, and waits until it is gone. */
export async function kill(house: House): Promise<void> {
  process.kill(house.pid ?? 0, "SIGKILL");
  await house.close();
}
