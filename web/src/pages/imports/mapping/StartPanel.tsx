import { Button, Radio, Stack, Text, Tooltip } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconBuildingWarehouse, IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { request } from "@/api/client";
import { idempotent } from "@/api/idempotency";
import type { Inspection, Mapping, Policies, Preview, Run, RunMode, Structure, Transform } from "@/api/model";
import { queryClient } from "@/app/queryClient";
import { runLink } from "@/app/links";
import { Notice } from "@/components/Notice";
import { useProblemText } from "@/components/problemText";
import { SupplierPicker } from "@/forms/SupplierPicker";
import { useFormat } from "@/i18n/format";
import { putRun } from "@/live/runCache";
import { removeByToken } from "../upload/uploads";
import { forSending, hasKey } from "./fields";
import type { MappingSearch } from "./mappingSearch";
import classes from "./mapping.module.css";

interface StartPanelProps {
  token: string;
  file: Inspection;
  search: MappingSearch;
  /** What the person decided, as the server takes it. */
  sent: { mapping: Mapping; transforms: Transform[]; policies: Partial<Policies> | null; structure: Structure };
  /** Why it cannot start, where that is not seen here. */
  blocked: string | null;
  preview: Preview | undefined;
  onSupplier: (code: string | undefined) => void;
}

const MODES: readonly RunMode[] = ["apply", "review", "dry_run"];

/** Whose file it is, how good it looks, and the button. */
export function StartPanel({ token, file, search, sent, blocked: elsewhere, preview, onSupplier }: StartPanelProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const textOf = useProblemText();
  const [mode, setMode] = useState<RunMode>("apply");
  const waiting = search.run;
  const supplier = search.supplier ?? file.known_supplier?.code;
  const blocked = !hasKey(sent.mapping) ? t("mapping.needsKey") : supplier === undefined && waiting === undefined ? t("mapping.needsSupplier") : elsewhere;

  const start = useMutation({
    mutationFn: () => {
      const { mapping, policies, ...rest } = sent;
      const body = { ...rest, mapping: forSending(mapping), ...(policies ? { policies } : {}) };
      return waiting === undefined
        ? request<Run>("POST", "/imports", { token, supplier: supplier ?? "", mode, ...body }, undefined, idempotent())
        : request<Run>("POST", `/imports/${String(waiting)}/mapping`, body);
    },
    onSuccess: (run) => {
      removeByToken(token);
      putRun(queryClient, run);
      void queryClient.invalidateQueries({ queryKey: ["/imports"] });
      void navigate(runLink(run.id));
    },
  });

  return (
    <div className={`panel ${classes.start ?? ""}`}>
      {waiting === undefined && (
        <div>
          <SupplierPicker code={supplier} onChange={onSupplier} suggestedName={file.file_name} />
          {search.supplier === undefined && file.known_supplier && (
            <Text size="sm" c="dimmed" mt={6} className={classes.known}><IconBuildingWarehouse size={15} aria-hidden /> {t("mapping.recognised")}</Text>
          )}
        </div>
      )}
      <Verdict preview={preview} />
      {waiting === undefined && (
        <Radio.Group label={t("mapping.mode")} value={mode} onChange={(value) => { setMode(value); }}>
          <Stack gap={8} mt={6}>
            {MODES.map((value) => <Radio key={value} value={value} size="sm" label={t(`mapping.modes.${value}`)} description={t(`mapping.modeHelp.${value}`)} />)}
          </Stack>
        </Radio.Group>
      )}
      {start.error && <Notice tone="bad" alert>{textOf(start.error)}</Notice>}
      <Tooltip label={blocked} disabled={blocked === null} events={{ hover: true, focus: true, touch: true }}>
        <Button
          fullWidth
          leftSection={<IconPlayerPlay size={16} />}
          data-disabled={blocked !== null || undefined}
          aria-disabled={blocked !== null}
          loading={start.isPending}
          onClick={() => { if (blocked === null) start.mutate(); }}
        >
          {waiting !== undefined ? t("mapping.goOn") : t(`mapping.start.${mode}`)}
        </Button>
      </Tooltip>
      {blocked !== null && <Text size="sm" c="var(--app-waiting)" ta="center">{blocked}</Text>}
    </div>
  );
}

/** "1,958 of 2,000 records are fine, 42 need a look". */
function Verdict({ preview }: { preview: Preview | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const checked = preview?.records_checked ?? 0;
  const part = (value: number) => `${String(checked > 0 ? (value / checked) * 100 : 0)}%`;
  return (
    <div className={classes.verdict} role="status">
      <div className={classes.verdictBar} aria-hidden>
        <span data-part="ok" style={{ width: part(preview?.records_ok ?? 0) }} />
        <span data-part="look" style={{ width: part(preview?.records_with_issues ?? 0) }} />
        <span data-part="rejected" style={{ width: part(preview?.records_rejected ?? 0) }} />
      </div>
      {preview ? (
        <>
          <Text fw={550}>{t("mapping.fine", { count: preview.records_ok, n: format.number(preview.records_ok), of: format.number(checked) })}</Text>
          {preview.records_with_issues > 0 && <Text size="sm" c="dimmed">{t("mapping.needLook", { count: preview.records_with_issues, n: format.number(preview.records_with_issues) })}</Text>}
          {preview.records_rejected > 0 && <Text size="sm" c="var(--app-bad)">{t("mapping.wouldReject", { count: preview.records_rejected, n: format.number(preview.records_rejected) })}</Text>}
        </>
      ) : (
        <Text c="dimmed">{t("mapping.checking")}</Text>
      )}
    </div>
  );
}
