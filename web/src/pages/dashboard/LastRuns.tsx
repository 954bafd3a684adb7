import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Run } from "@/api/model";
import { runLink } from "@/app/links";
import { RecordsBar } from "@/components/RecordsBar";
import { RunStatus } from "@/components/RunStatus";
import { When } from "@/components/When";
import classes from "./dashboard.module.css";

export function LastRuns({ runs }: { runs: Run[] }) {
  const { t } = useTranslation();
  if (runs.length === 0) return <Text c="dimmed">{t("imports.none")}</Text>;
  return (
    <ul className={classes.rows}>
      {runs.map((run) => (
        <li key={run.id} className={classes.run}>
          <span><RunStatus status={run.status} /></span>
          <Link className="link clip" {...runLink(run.id)}>{run.supplier ? `${run.supplier.name} · ${run.file_name}` : run.file_name}</Link>
          <RecordsBar counts={run} />
          <Text component="span" size="sm" c="dimmed" ta="right"><When at={run.created_at} brief /></Text>
        </li>
      ))}
    </ul>
  );
}
