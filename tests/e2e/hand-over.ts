import type { Page } from "@playwright/test";
import { expect } from "./test.ts";

/** The card that is handed to a person. */
export const handOverCard = (page: Page) => page.getByRole("region", { name: "Your access to Gatehouse" });

/** Reads the hand-over off the page, as the administrator does. */
export async function readHandOver(page: Page): Promise<{ address: string; email: string; password: string }> {
  const card = handOverCard(page);
  await expect(card).toBeVisible();
  const line = async (label: string) => {
    const entry = card.locator("div").filter({ has: page.getByText(label, { exact: true }) });
    return String(await entry.getByRole("code").textContent());
  };
  return { address: await line("Address"), email: await line("Email"), password: await line("Single-use password") };
}
