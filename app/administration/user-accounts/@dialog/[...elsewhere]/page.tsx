/** Closes the dialog on the way to any other page. */
export { default } from "#app/administration/user-accounts/@dialog/default.tsx";
