import { Checkbox } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { IconArrowDownRight, IconArrowUpRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { RunDetail } from "@/api/model";
import { useFieldName } from "@/components/FieldChanges";
import { useFormat } from "@/i18n/format";
import { fieldsOf, groupOf, GROUPS, sizeOf, stateOf, toggleField, toggleGroup, type Choice, type Extent, type Group } from "./approval";
import { changesOf } from "./groupLinks";
import classes from "./review.module.css";

interface GroupsProps {
  run: RunDetail;
  extent: Extent;
  choice: Choice;
  /** Absent, the groups are only shown. */
  onChoice?: ((choice: Choice) => void) | undefined;
}

/** The changes by what they are to a buyer; each group can be left out as a whole, or one field of it. */
export function Groups({ run, extent, choice, onChoice }: GroupsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const fieldName = useFieldName();
  const ways = (group: Group) => {
    const counts = group === "price" || group === "stock" ? extent.fields.filter((f) => groupOf(f.field) === group) : [];
    const up = counts.reduce((n, f) => n + (f.up ?? 0), 0);
    const down = counts.reduce((n, f) => n + (f.down ?? 0), 0);
    return up + down === 0 ? null : (
      <span className={`num ${classes.ways ?? ""}`}>
        {up > 0 && <><IconArrowUpRight size={14} aria-hidden />{t("review.up", { n: format.number(up) })}</>}
        {down > 0 && <><IconArrowDownRight size={14} aria-hidden />{t("review.down", { n: format.number(down) })}</>}
      </span>
    );
  };
  const shown = GROUPS.filter((group) => sizeOf(extent, group) > 0);
  return (
    <section className={`panel ${classes.box ?? ""}`}>
      <h2>{onChoice ? t("review.whatToWrite") : t("review.whatChanges")}</h2>
      {onChoice && <p className="quiet">{t("review.whatToWriteHelp")}</p>}
      {shown.length === 0 && <p className="quiet">{t("run.noChangesText")}</p>}
      <ul className={classes.groups}>
        {shown.map((group) => {
          const state = stateOf(choice, extent, group);
          const fields = group === "new" || group === "gone" ? [] : fieldsOf(extent, group);
          return (
            <li key={group} data-out={state === "none" || undefined}>
              <div className={classes.group}>
                {onChoice && <Checkbox aria-label={t("review.write", { what: t(`review.groups.${group}`) })} checked={state === "all"} indeterminate={state === "some"} disabled={group === "gone" && choice.records.mode === "only"} onChange={() => { onChoice(toggleGroup(choice, extent, group)); }} />}
                <Link className="link strong" {...changesOf(run.id, group, fields[0]?.field)}>{t(`review.groups.${group}`)}</Link>
                {ways(group)}
                <b className="num">{format.number(sizeOf(extent, group))}</b>
              </div>
              {fields.length > 1 && (
                <ul className={classes.fields}>
                  {fields.map((f) => (
                    <li key={f.field} data-out={choice.withoutFields.has(f.field) || undefined}>
                      {onChoice && <Checkbox size="xs" aria-label={t("review.write", { what: fieldName(f.field) })} checked={!choice.withoutFields.has(f.field)} onChange={() => { onChoice(toggleField(choice, f.field)); }} />}
                      <Link className="link" {...changesOf(run.id, group, f.field)}>{fieldName(f.field)}</Link>
                      <span className="num">{format.number(f.count)}</span>
                    </li>
                  ))}
                </ul>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
