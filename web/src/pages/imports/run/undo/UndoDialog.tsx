import { Button, Checkbox, Group, Modal, Radio, Skeleton, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Change, RunDetail, UndoScope } from "@/api/model";
import { undoPreviewQuery, undoRun } from "@/api/review";
import { queryClient } from "@/app/queryClient";
import { ErrorBlock } from "@/components/ErrorBlock";
import { useFieldName } from "@/components/FieldChanges";
import { Notice } from "@/components/Notice";
import { useProblemText } from "@/components/problemText";
import { useFormat } from "@/i18n/format";
import { putRun, refreshAfter } from "@/live/runCache";
import { KeptList } from "./KeptList";
import { useUndoText } from "./undoText";
import classes from "./undo.module.css";

type Extent = "all" | "fields" | "chosen";

interface UndoDialogProps {
  run: RunDetail;
  chosen: ReadonlyMap<number, Change>;
  start: Extent;
  onDone: () => void;
  onClose: () => void;
}

/** The undo, before it is done: what comes back, what goes, and what stays because someone changed it since. */
export function UndoDialog({ run, chosen, start, onDone, onClose }: UndoDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const fieldName = useFieldName();
  const textOf = useProblemText();
  const undoText = useUndoText();
  const [extent, setExtent] = useState<Extent>(start);
  const [fields, setFields] = useState<string[]>([]);
  const offers = [...new Set([...chosen.values()].map((change) => change.offer_id).filter((id) => id !== null))];
  const scope: UndoScope = extent === "fields" ? { fields } : extent === "chosen" ? { offers } : {};
  const unclear = (extent === "fields" && fields.length === 0) || (extent === "chosen" && offers.length === 0);
  const whole = useQuery(undoPreviewQuery(run.id, {}));
  const part = useQuery({ ...undoPreviewQuery(run.id, scope), enabled: !unclear });
  const preview = unclear ? undefined : part.data;
  const undo = useMutation({
    mutationFn: () => undoRun(run.id, scope),
    onSuccess: (next) => {
      putRun(queryClient, next);
      refreshAfter(queryClient, next);
      onDone();
    },
  });
  const kept = preview?.kept.count ?? 0;
  const summary = preview ? undoText(preview) : "";
  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={600} component="span">{t("undo.title")}</Text>} closeButtonProps={{ "aria-label": t("common.close") }}>
      {whole.error && !whole.data ? <ErrorBlock error={whole.error} onRetry={() => void whole.refetch()} /> : (
        <Stack gap="md">
          <Radio.Group value={extent} onChange={(value) => { setExtent(value); }} label={t("undo.what")}>
            <Stack gap={8} mt={8}>
              <Radio value="all" label={t("undo.all")} />
              <Radio value="fields" label={t("undo.fields")} disabled={(whole.data?.by_field.length ?? 0) === 0} />
              {extent === "fields" && (
                <Checkbox.Group value={fields} onChange={setFields} aria-label={t("undo.fields")}>
                  <div className={classes.fields}>
                    {whole.data?.by_field.map((f) => <Checkbox key={f.field} size="xs" value={f.field} label={`${fieldName(f.field)} (${format.number(f.count)})`} />)}
                  </div>
                </Checkbox.Group>
              )}
              <Radio value="chosen" label={chosen.size > 0 ? t("undo.chosen", { count: chosen.size, n: format.number(chosen.size) }) : t("undo.chosenNone")} disabled={chosen.size === 0} />
            </Stack>
          </Radio.Group>
          <div className={classes.preview} role="status" aria-busy={!unclear && preview === undefined}>
            {unclear ? <span className="quiet">{t("undo.chooseField")}</span> : preview === undefined ? (part.error ? <span>{textOf(part.error)}</span> : <Skeleton height={18} width="70%" />) : !preview.allowed ? <span>{preview.reason ?? t("undo.notAllowed")}</span> : (
              <>
                <b>{summary === "" ? t("undo.nothing") : summary}</b>
                {kept > 0 ? <div>{t("undo.kept", { count: kept, n: format.number(kept) })}</div> : <div className="quiet">{t("undo.noneKept")}</div>}
              </>
            )}
          </div>
          {preview && kept > 0 && (
            <div className={classes.keptBox} tabIndex={0} role="region" aria-label={t("undo.keptList")}>
              <KeptList kept={preview.kept.examples} />
              {kept > preview.kept.examples.length && <p className="quiet">{t("undo.keptMore", { n: format.number(kept - preview.kept.examples.length) })}</p>}
            </div>
          )}
          {undo.error && <Notice tone="bad" alert>{textOf(undo.error)}</Notice>}
          <Group justify="space-between">
            <Text size="sm" c="dimmed">{t("undo.canRedo")}</Text>
            <Group gap="xs" ml="auto">
              <Button variant="default" onClick={onClose}>{t("common.close")}</Button>
              <Button color="red.8" leftSection={<IconArrowBackUp size={16} />} loading={undo.isPending} disabled={unclear || preview?.allowed !== true || (summary === "" && kept === 0)} onClick={() => { undo.mutate(); }}>{t("run.actions.undo")}</Button>
            </Group>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
