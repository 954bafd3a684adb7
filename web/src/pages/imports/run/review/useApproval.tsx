import { Checkbox } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RunDetail } from "@/api/model";
import { useFormat } from "@/i18n/format";
import type { Picking } from "../ChangesTab";
import { EVERYTHING, isRecordIn, toggleRecord, toggleRecords, type Choice } from "./approval";
import { useExtent } from "./useExtent";
import classes from "./review.module.css";

/** What the person has decided so far about a run that waits; it lives as long as the page is open. */
export function useApproval(run: RunDetail) {
  const [choice, setChoice] = useState<Choice>(EVERYTHING);
  const extent = useExtent(run);
  const picking = useMemo<Picking>(
    () => ({
      isPicked: (change) => (change.record === null ? choice.records.mode === "except" && !choice.withoutGone : isRecordIn(choice, change.record)),
      canPick: (change) => change.record !== null,
      onPick: (change) => { const { record } = change; if (record !== null) setChoice((old) => toggleRecord(old, record)); },
      toolbar: <Toolbar choice={choice} onToggle={() => { setChoice(toggleRecords); }} />,
    }),
    [choice],
  );
  return { choice, setChoice, extent, picking };
}

function Toolbar({ choice, onToggle }: { choice: Choice; onToggle: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { mode, ids } = choice.records;
  const says = mode === "only" ? (ids.size === 0 ? t("review.noArticles") : t("review.recordsOnly", { count: ids.size, n: format.number(ids.size) })) : ids.size > 0 ? t("review.recordsOut", { count: ids.size, n: format.number(ids.size) }) : null;
  return (
    <div className={classes.toolbar}>
      <Checkbox size="xs" label={t("review.allArticles")} checked={mode === "except" && ids.size === 0} indeterminate={ids.size > 0} onChange={onToggle} />
      {says !== null && <span className="quiet" role="status">{says}</span>}
    </div>
  );
}
