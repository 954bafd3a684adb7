import { Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { q } from "@/api/query";
import { ErrorBlock } from "@/components/ErrorBlock";
import { useMaybeText } from "@/i18n/maybeText";
import classes from "./jobs.module.css";

/** Databases, files and cache: each well, or what is wrong with it. */
export function Health() {
  const { t } = useTranslation();
  const maybe = useMaybeText();
  const answer = useQuery({ ...q("/multidb/health"), refetchInterval: 15_000 });
  const nameOf = (service: string) => maybe(`jobs.services.${service}`) ?? service;
  if (answer.error && !answer.data) return <div className="panel"><ErrorBlock error={answer.error} onRetry={() => void answer.refetch()} /></div>;
  if (!answer.data) return <Skeleton height={86} radius="md" />;
  return (
    <section className={`panel ${classes.health ?? ""}`} aria-label={t("jobs.health")}>
      {Object.entries(answer.data.services).map(([service, state]) => {
        const well = state === "healthy";
        const IconOf = well ? IconCircleCheck : IconAlertTriangle;
        return (
          <div key={service} data-well={well || undefined}>
            <Text fw={550} size="sm">{nameOf(service)}</Text>
            <span className={classes.state}><IconOf size={15} aria-hidden />{well ? t("jobs.healthy") : state.replace(/^unhealthy:\s*/, "")}</span>
          </div>
        );
      })}
    </section>
  );
}
