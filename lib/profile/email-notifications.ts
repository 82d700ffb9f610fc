/** The optional emails an account may ask for. Security notices about one's own account are not among them. */
export const EMAIL_NOTIFICATIONS = [
  {
    id: "account-locked",
    label: "An account was locked",
    explains: "After too many failed sign-ins. Sent to administrators only.",
  },
] as const;

export type EmailNotification = (typeof EMAIL_NOTIFICATIONS)[number]["id"];

export const EMAIL_NOTIFICATION_IDS = EMAIL_NOTIFICATIONS.map(({ id }) => id) as [
  EmailNotification,
  ...EmailNotification[],
];

/** The notification's name on the screen; the id itself where the set no longer knows it. */
export const notificationLabel = (id: string): string =>
  EMAIL_NOTIFICATIONS.find((notification) => notification.id === id)?.label ?? id;
