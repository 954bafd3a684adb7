import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Direction } from "./columns";
import classes from "./table.module.css";

export function SortHeader({ label, direction, right = false, onToggle }: { label: string; direction: Direction; right?: boolean; onToggle: () => void }) {
  const { t } = useTranslation();
  const Arrow = direction === "descending" ? IconArrowDown : IconArrowUp;
  return (
    <UnstyledButton className={classes.sort} data-right={right || undefined} data-on={direction !== "none" || undefined} onClick={onToggle} title={t("table.sortBy", { column: label })}>
      {label}
      <Arrow size={14} stroke={2} aria-hidden className={classes.arrow} />
    </UnstyledButton>
  );
}
