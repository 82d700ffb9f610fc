/** No dialog on a page that was loaded by its address. */
export default function NoDialog() {
  return null;
}
