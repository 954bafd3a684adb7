import { Skeleton, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { IconFileImport, IconUser } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { HistoryEntry } from "@/api/model";
import { runLink } from "@/app/links";
import { FieldChanges } from "@/components/FieldChanges";
import { When } from "@/components/When";
import { useFormat } from "@/i18n/format";
import classes from "./product.module.css";

/** Every change, and which file and line or which person made it. */
export function HistoryList({ entries }: { entries: HistoryEntry[] | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className={`panel ${classes.section ?? ""}`} aria-label={t("products.history")}>
      <div className={classes.sectionHead}><Text component="h2" fw={600} size="lg">{t("products.history")}</Text></div>
      {entries === undefined && <div style={{ padding: 16 }}><Skeleton height={14} mb={12} width="60%" /><Skeleton height={14} mb={12} width="75%" /><Skeleton height={14} width="50%" /></div>}
      {entries?.length === 0 && <Text c="dimmed" p="md">{t("products.noHistory")}</Text>}
      <ol className={classes.timeline}>
        {entries?.map((entry, index) => (
          <li key={`${entry.at}-${String(index)}`}>
            <Text component="div" size="sm" c="dimmed"><When at={entry.at} /></Text>
            <div>
              {entry.kind === "created" && <Text fw={550}>{t("products.historyCreated")}</Text>}
              {entry.kind === "discontinued" && <Text fw={550}>{t("products.historyGone")}</Text>}
              <FieldChanges fields={entry.fields} created={entry.kind === "created"} />
              <div className={classes.source}>
                {entry.run_id !== null ? (
                  <>
                    <IconFileImport size={14} aria-hidden />
                    <Link className="link" {...runLink(entry.run_id)}>{entry.file_name ?? t("run.title", { id: entry.run_id })}</Link>
                    {entry.record !== null && <span className="num">{t("run.lineN", { n: format.number(entry.record) })}</span>}
                  </>
                ) : (
                  <><IconUser size={14} aria-hidden />{entry.by ?? "—"}</>
                )}
              </div>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
