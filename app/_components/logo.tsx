export const Logo = ({ className = "size-7" }: { className?: string }) => (
  <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
    <rect width="32" height="32" rx="7" fill="#0b5c8a" />
    <path
      d="M8 25V15a8 8 0 0 1 16 0v10M8 25h16M16 7v18M12 25V16M20 25V16M8 17h16"
      fill="none"
      stroke="#fff"
      strokeWidth="2"
      strokeLinecap="round"
    />
  </svg>
);
