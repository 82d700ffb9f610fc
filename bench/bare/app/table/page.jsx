import { cookies } from "next/headers";

const PEOPLE = Array.from({ length: 50 }, (_, index) => ({
  id: index,
  email: `person.${index}@example.com`,
  firstName: `First name ${index}`,
  lastName: `Last name ${index}`,
  phone: `+33 6 12 34 56 ${index}`,
  role: "Viewer",
  state: "Active",
}));

export default async function Page() {
  const isSignedIn = (await cookies()).has("session");
  return (
    <table>
      <caption>{isSignedIn ? "Your people" : "People"}</caption>
      <tbody>
        {PEOPLE.map(({ id, email, firstName, lastName, phone, role, state }) => (
          <tr key={id}>
            <td>{email}</td>
            <td>{firstName}</td>
            <td>{lastName}</td>
            <td>{phone}</td>
            <td>{role}</td>
            <td>{state}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
