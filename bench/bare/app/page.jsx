export default function Page() {
  return <h1>Bare application</h1>;
}
