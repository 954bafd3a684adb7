import { Button } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Change, RunDetail } from "@/api/model";
import { useAtLeast } from "@/app/me";
import { useFormat } from "@/i18n/format";
import type { Picking } from "../ChangesTab";
import reviewClasses from "../review/review.module.css";
import { UndoDialog } from "./UndoDialog";

const NONE: ReadonlyMap<number, Change> = new Map();

/** The undo's dialog, and the changes chosen for it in the list. */
export function useUndo(run: RunDetail) {
  const mayUndo = useAtLeast("manager");
  const [chosen, setChosen] = useState<ReadonlyMap<number, Change>>(NONE);
  const [opened, setOpened] = useState<"all" | "chosen" | null>(null);
  const open = useCallback(() => { setOpened("all"); }, []);
  const picking = useMemo<Picking | undefined>(
    () =>
      !mayUndo || !run.can.undo ? undefined : {
        isPicked: (change) => chosen.has(change.id),
        canPick: (change) => change.offer_id !== null,
        onPick: (change) => {
          setChosen((old) => {
            const next = new Map(old);
            if (!next.delete(change.id)) next.set(change.id, change);
            return next;
          });
        },
        toolbar: chosen.size === 0 ? null : <Toolbar count={chosen.size} onUndo={() => { setOpened("chosen"); }} onClear={() => { setChosen(NONE); }} />,
      },
    [chosen, mayUndo, run.can.undo],
  );
  const dialog = opened === null ? null : <UndoDialog run={run} chosen={chosen} start={opened} onDone={() => { setOpened(null); setChosen(NONE); }} onClose={() => { setOpened(null); }} />;
  return { open, picking, dialog };
}

function Toolbar({ count, onUndo, onClear }: { count: number; onUndo: () => void; onClear: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={reviewClasses.toolbar}>
      <b role="status">{t("review.chosen", { count, n: format.number(count) })}</b>
      <Button size="compact-sm" variant="default" leftSection={<IconArrowBackUp size={15} />} onClick={onUndo}>{t("review.undoChosen")}</Button>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={onClear}>{t("review.clear")}</Button>
    </div>
  );
}
