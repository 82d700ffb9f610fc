import type { Envelope } from "./layout.tsx";

/** Whose names leave no room to spare. */
export const PREVIEW_PERSON: Envelope = {
  origin: "https://accounts.example.com",
  firstName: "Wilhelmina-Alexandra Konstantinopolitanskaja",
  email: "wilhelmina-alexandra.konstantinopolitanskaja@engineering.subsidiary.example.com",
};
