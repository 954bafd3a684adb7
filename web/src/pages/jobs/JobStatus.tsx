import { IconCheck, IconCircleX, IconClock, IconLoader2, IconRefreshAlert, IconSkull } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { JobStatus as Status } from "@/api/model";
import classes from "@/components/RunStatus.module.css";

const LOOK = {
  queued: [IconClock, "quiet"], running: [IconLoader2, "moving"], done: [IconCheck, "good"], failed: [IconRefreshAlert, "waiting"], dead: [IconSkull, "bad"], cancelled: [IconCircleX, "quiet"],
} as const;

export function JobStatus({ status }: { status: Status }) {
  const { t } = useTranslation();
  const [IconOf, look] = LOOK[status];
  return <span className={classes.status} data-tone={look}><IconOf size={14} stroke={2} aria-hidden className={look === "moving" ? classes.spin : undefined} />{t(`jobs.statuses.${status}`)}</span>;
}
