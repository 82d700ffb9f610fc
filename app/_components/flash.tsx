import { headers } from "next/headers";
import { readFlash } from "#app/_forms/flash.ts";
import { FLASH_HEADER, flashCookie } from "#lib/http/request-headers.ts";
import { FlashMessage } from "./flash-message.tsx";

export async function Flash() {
  const flash = readFlash((await headers()).get(FLASH_HEADER));
  return <FlashMessage id={flash?.id} text={flash?.text} cookie={flashCookie().name} />;
}
