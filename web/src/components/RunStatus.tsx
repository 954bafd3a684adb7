import { IconArrowBackUp, IconCircleCheck, IconCircleX, IconEqual, IconEye, IconHandStop, IconLoader2, IconPlayerPause, IconTable, IconX, type Icon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { RunStatus as Status } from "@/api/model";
import { tone } from "@/pages/imports/runState";
import classes from "./RunStatus.module.css";

const ICONS: Record<Status, Icon> = {
  received: IconLoader2, inspected: IconLoader2, staged: IconLoader2, applied: IconLoader2, needs_mapping: IconTable, held: IconHandStop,
  review: IconEye, paused: IconPlayerPause, done: IconCircleCheck, unchanged: IconEqual, failed: IconX, cancelled: IconCircleX, undone: IconArrowBackUp,
};

export function RunStatus({ status, }: { status: Status }) {
  const { t } = useTranslation();
  const IconOf = ICONS[status];
  return (
    <span className={classes.status} data-tone={tone(status)}>
      <IconOf size={14} stroke={2} aria-hidden className={tone(status) === "moving" ? classes.spin : undefined} />
      {t(`imports.status.${status}`)}
    </span>
  );
}
