/** Small drawings; what they mean is always said in words beside them. */
import type { ComponentChildren } from 'preact';

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
      {children}
    </svg>
  );
}

export const EyeIcon = () => <Icon><path d="M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10Z" /><circle cx="10" cy="10" r="2.5" /></Icon>;
export const MenuIcon = () => <Icon><path d="M3 5.5h14M3 10h14M3 14.5h14" /></Icon>;
export const FaultIcon = () => <Icon><path d="M11 2 4 11.5h5L8.5 18 16 8h-5.5L11 2Z" /></Icon>;
export const SendIcon = () => <Icon><path d="M3 10 17 3.5 12.5 17l-3-5.5L3 10Zm6.5 1.500L17 3.5" /></Icon>;
export const LockIcon = () => <Icon><rect x="4.5" y="9" width="11" height="7.5" rx="1.5" /><path d="M7 9V6.500a3 3 0 0 1 6 0V9" /></Icon>;
export const CloseIcon = () => <Icon><path d="m5 5 10 10M15 5 5 15" /></Icon>;
