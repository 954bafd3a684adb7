import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Run } from "@/api/model";
import { runLink } from "@/app/links";
import { RunStatus } from "@/components/RunStatus";
import { When } from "@/components/When";
import { useMaybeText } from "@/i18n/maybeText";
import classes from "./dashboard.module.css";

/** Imports that wait for a person, each with the reason; a click leads to where it is decided. */
export function NeedsMe({ runs }: { runs: Run[] }) {
  const { t } = useTranslation();
  const maybe = useMaybeText();
  const why = (run: Run) => {
    return maybe(`run.messages.${run.message_code ?? run.status}`) ?? maybe(`review.brakes.${run.message_code ?? ""}`) ?? run.message ?? "";
  };
  return (
    <section className={`panel ${classes.needs ?? ""}`} aria-label={t("dashboard.needsYou")}>
      <h2>{t("dashboard.needsYou")}</h2>
      {runs.slice(0, 6).map((run) => (
        <Link key={run.id} className={classes.need} {...runLink(run.id)}>
          <span><RunStatus status={run.status} /></span>
          <span style={{ minWidth: 0 }}>
            <Text component="span" display="block" fw={550} truncate>{run.supplier ? `${run.supplier.name} · ${run.file_name}` : run.file_name}</Text>
            <Text component="span" display="block" size="sm" c="dimmed">{why(run)}</Text>
          </span>
          <Text component="span" size="sm" c="dimmed"><When at={run.created_at} /></Text>
        </Link>
      ))}
    </section>
  );
}
