import { Link } from "@tanstack/react-router";
import { IconFileCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { RunDetail } from "@/api/model";
import { runLink } from "@/app/links";
import { useFormat } from "@/i18n/format";
import classes from "./run.module.css";

/** The import this one completes, and the ones that complete it. */
export function RunRelations({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const completed = run.completed_by ?? [];
  const open = run.open_rejected ?? 0;
  if (run.parent_id == null && completed.length === 0) return null;
  const link = (id: number) => <Link key={id} className="textlink" {...runLink(id)}>{t("run.title", { id })}</Link>;
  return (
    <p className={classes.relations}>
      <IconFileCheck size={17} aria-hidden />
      {run.parent_id != null && <span>{t("run.completes")} {link(run.parent_id)}</span>}
      {completed.length > 0 && (
        <span>
          {t("run.completedBy")} {completed.map((id, i) => <span key={id}>{i > 0 && ", "}{link(id)}</span>)}
          {" · "}{open > 0 ? t("run.stillOpen", { count: open, n: format.number(open) }) : t("run.noneOpen")}
        </span>
      )}
    </p>
  );
}
