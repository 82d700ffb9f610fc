/** Closes the dialog when returning to the list. */
export { default } from "./default.tsx";
