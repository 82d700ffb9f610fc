import type { Page } from "@playwright/test";
import { expect } from "./test.ts";

export const signInDetails = (page: Page) => page.getByRole("region", { name: "Your access to Gatehouse" });

export type SignInDetails = Readonly<{ address: string; email: string; password: string }>;

export async function readSignInDetails(page: Page): Promise<SignInDetails> {
  const card = signInDetails(page);
  await expect(card).toBeVisible();
  const line = async (label: string) => {
    const item = card.locator("div").filter({ has: page.getByText(label, { exact: true }) });
    return String(await item.getByRole("code").textContent());
  };
  return { address: await line("Address"), email: await line("Email"), password: await line("Single-use password") };
}
