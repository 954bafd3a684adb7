import { Button, CloseButton, Text } from "@mantine/core";
import { IconCheck, IconEyeOff, IconTag } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ValueKind, ValueMap } from "@/api/model";
import { useFormat } from "@/i18n/format";
import type { Decision } from "./decisions";
import { TargetSelect } from "./TargetSelect";
import classes from "./values.module.css";

interface BulkBarProps {
  kind: ValueKind;
  chosen: readonly ValueMap[];
  busy: boolean;
  /** Everything on this page is chosen already. */
  all: boolean;
  onAll: () => void;
  onAccept: () => void;
  onDecide: (decision: Decision) => void;
  onClear: () => void;
}

/** What can be done with everything that is ticked, and how many products that changes. */
export function BulkBar({ kind, chosen, busy, all, onAll, onAccept, onDecide, onClear }: BulkBarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const suggested = chosen.filter((map) => map.suggestion !== null).length;
  const products = chosen.reduce((sum, map) => sum + map.products, 0);
  return (
    <div className={classes.bulk} role="region" aria-label={t("values.bulk")}>
      <Text fw={550} className="num">{t("values.selected", { count: chosen.length, n: format.number(chosen.length) })}<Text component="span" size="sm" c="dimmed" fw={400}> · {t("values.productCount", { count: products, n: format.number(products) })}</Text></Text>
      {!all && <Button size="compact-sm" variant="subtle" onClick={onAll}>{t("values.selectAll")}</Button>}
      <span className={classes.bulkActs}>
        {suggested > 0 && <Button size="compact-sm" loading={busy} leftSection={<IconCheck size={14} />} onClick={onAccept}>{t("values.acceptAll", { count: suggested, n: format.number(suggested) })}</Button>}
        <TargetSelect kind={kind} label={t("values.mapAll")} suggestion={null} onChoose={(target) => { onDecide({ state: "mapped", target }); }} />
        <Button size="compact-sm" variant="default" leftSection={<IconTag size={14} />} onClick={() => { onDecide({ state: "accepted" }); }}>{t("values.own")}</Button>
        <Button size="compact-sm" variant="default" leftSection={<IconEyeOff size={14} />} onClick={() => { onDecide({ state: "ignored" }); }}>{t("values.ignore")}</Button>
        <CloseButton size="sm" aria-label={t("values.clearSelection")} onClick={onClear} />
      </span>
    </div>
  );
}
