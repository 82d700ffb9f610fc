/** Emails that a user can opt in to. Security notices about their own account are always sent. */
export const EMAIL_NOTIFICATIONS = [
  {
    id: "account-locked",
    label: "An account was locked",
    description: "After too many failed sign-ins. Sent to administrators only.",
  },
] as const;

export type EmailNotification = (typeof EMAIL_NOTIFICATIONS)[number]["id"];

export const EMAIL_NOTIFICATION_IDS = EMAIL_NOTIFICATIONS.map(({ id }) => id) as [
  EmailNotification,
  ...EmailNotification[],
];

export const notificationLabel = (id: string): string =>
  EMAIL_NOTIFICATIONS.find((notification) => notification.id === id)?.label ?? id;
