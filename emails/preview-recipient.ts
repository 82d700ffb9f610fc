import type { CommonProps } from "./layout.tsx";

/** Names and addresses long enough to test line breaks. */
export const PREVIEW_RECIPIENT: CommonProps = {
  origin: "https://accounts.example.com",
  firstName: "Wilhelmina-Alexandra Konstantinopolitanskaja",
  email: "wilhelmina-alexandra.konstantinopolitanskaja@engineering.subsidiary.example.com",
};
