import { headers } from "next/headers";
import { readNotice } from "#app/_forms/flash.ts";
import { NOTICE_HEADER, noticeCookie } from "#lib/http/request-headers.ts";
import { ShownOnce } from "./flash-message.tsx";

/** The confirmation of what was just done, if something was. */
export async function Notice() {
  const notice = readNotice((await headers()).get(NOTICE_HEADER));
  return <ShownOnce id={notice?.id} text={notice?.text} cookie={noticeCookie().name} />;
}
