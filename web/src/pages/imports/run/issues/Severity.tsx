import { IconAlertTriangle, IconCircleX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { VisuallyHidden } from "@mantine/core";
import classes from "../run.module.css";

/** Whether an issue cost the record or only a value, as a sign and as a word for screen readers. */
export function Severity({ severity, children }: { severity: string; children: ReactNode }) {
  const { t } = useTranslation();
  const error = severity === "error";
  const IconOf = error ? IconCircleX : IconAlertTriangle;
  return (
    <span className={classes.severity} data-error={error || undefined}>
      <IconOf size={16} aria-hidden />
      <span>{children}<VisuallyHidden> ({error ? t("run.recordRejected") : t("run.recordKept")})</VisuallyHidden></span>
    </span>
  );
}
