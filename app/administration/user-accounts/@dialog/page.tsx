/** Closes the dialog on the way back to the list. */
export { default } from "./default.tsx";
