import { IconAlertTriangle, IconHandStop, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./Notice.module.css";

const ICONS = { bad: IconAlertTriangle, waiting: IconAlertTriangle, held: IconHandStop, moving: IconInfoCircle } as const;

interface NoticeProps {
  tone: keyof typeof ICONS;
  title?: string | undefined;
  /** Read out when it appears: for what went wrong. */
  alert?: boolean;
  children?: ReactNode;
}

export function Notice({ tone, title, alert = false, children }: NoticeProps) {
  const IconOf = ICONS[tone];
  return (
    <div className={classes.notice} data-tone={tone} role={alert ? "alert" : undefined}>
      <IconOf size={19} stroke={1.8} aria-hidden />
      <div>
        {title !== undefined && <strong>{title}</strong>}
        {children !== undefined && children !== null && <div>{children}</div>}
      </div>
    </div>
  );
}
