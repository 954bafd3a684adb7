import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCpu } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { q } from "@/api/query";
import { When } from "@/components/When";
import { useFormat } from "@/i18n/format";
import classes from "./jobs.module.css";

export function Workers() {
  const { t } = useTranslation();
  const format = useFormat();
  const workers = useQuery({ ...q("/jobs/workers"), refetchInterval: 10_000 }).data?.data;
  if (!workers) return null;
  if (workers.length === 0) return <Text mt="md" c="var(--app-waiting)">{t("jobs.noWorkers")}</Text>;
  return (
    <ul className={classes.workers} aria-label={t("jobs.workers")}>
      {workers.map((worker) => (
        <li key={worker.name} className="panel">
          <IconCpu size={18} stroke={1.6} aria-hidden />
          <div>
            <Text fw={550} size="sm">{worker.name}</Text>
            <Text size="sm" c="dimmed" className="num">{[worker.role, worker.host].filter(Boolean).join(" · ")} · {t("jobs.running", { count: worker.running, n: format.number(worker.running) })} · {t("jobs.seen")} <When at={worker.seen_at} /></Text>
          </div>
        </li>
      ))}
    </ul>
  );
}
