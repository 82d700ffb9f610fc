/** No dialog after a full page load. */
export default function NoDialog() {
  return null;
}
