import { Anchor, Skeleton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Inspection } from "@/api/model";
import { ErrorBlock } from "@/components/ErrorBlock";
import { useFieldName } from "@/components/FieldChanges";
import { Notice } from "@/components/Notice";
import { Page } from "@/components/Page";
import { useFormat } from "@/i18n/format";
import { useMaybeText } from "@/i18n/maybeText";
import { PoliciesPanel } from "@/policies/PoliciesPanel";
import { FieldDrawer } from "@/transforms/FieldDrawer";
import { isComplete, sendable } from "@/transforms/steps";
import { sorted } from "../drift/decisions";
import { DriftReview } from "../drift/DriftReview";
import { ColumnList } from "./ColumnList";
import { FileShape } from "./FileShape";
import { decide, decided, inAskingOrder, isField } from "./fields";
import type { MappingSearch } from "./mappingSearch";
import { PreviewPanel } from "./PreviewPanel";
import { StartPanel } from "./StartPanel";
import { StepsSection } from "./StepsSection";
import { useDraft } from "./useDraft";
import { structureOf, useInspection, usePreview } from "./useInspection";
import { useStepResults } from "./useStepResults";
import classes from "./mapping.module.css";

/** Says which column of the file is which of our fields, and shows at once what comes of it. */
export function MappingPage() {
  const { t } = useTranslation();
  const maybe = useMaybeText();
  const format = useFormat();
  const { token } = useParams({ from: "/app/imports/new/$token" });
  const search = useSearch({ from: "/app/imports/new/$token" });
  const structure = structureOf(search);
  const inspection = useInspection(token, structure, search.supplier);
  const file = inspection.file;
  const crumb = <Anchor component={Link} to="/imports" c="inherit" size="sm">{t("imports.title")}</Anchor>;

  if (inspection.error && !file) {
    return <Page title={t("imports.new")} crumb={crumb}><div className="panel"><ErrorBlock error={inspection.error} onRetry={inspection.refetch} /></div></Page>;
  }
  if (!file) {
    return (
      <Page title={t("imports.new")} crumb={crumb} lead=" ">
        <div className={classes.layout}><Skeleton height={560} radius="md" /><Skeleton height={360} radius="md" /></div>
      </Page>
    );
  }
  return (
    <Page
      title={file.file_name}
      crumb={crumb}
      lead={<span className="num">{[maybe(`mapping.formats.${file.format}`) ?? file.format.toUpperCase(), format.bytes(file.file_size), file.rows === null ? null : t("imports.recordCount", { count: file.rows, n: format.number(file.rows) })].filter(Boolean).join(" · ")}</span>}
    >
      <Mapper key={`${token}${JSON.stringify(structure)}${String(inspection.stale)}`} token={token} file={file} search={search} stale={inspection.stale} />
    </Page>
  );
}

function Mapper({ token, file, search, stale }: { token: string; file: Inspection; search: MappingSearch; stale: boolean }) {
  const { t } = useTranslation();
  const maybe = useMaybeText();
  const fieldName = useFieldName();
  const navigate = useNavigate({ from: "/imports/new/$token" });
  const { mapping, transforms, policies, setMapping, setTransforms, setPolicies } = useDraft(file);
  const structure = structureOf(search);
  const supplier = search.supplier ?? file.known_supplier?.code;
  const [settled] = useDebouncedValue(transforms, 300);
  const { sent, own } = sendable(settled);
  const preview = usePreview({ token, structure, mapping, transforms: sent, policies, supplier }, !stale);
  const results = useStepResults(preview, own);
  const set = (change: Partial<MappingSearch>) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false });
  const adjust = (field: string | undefined) => { set({ adjust: field }); };
  const unfinished = transforms.find((step) => step.off !== true && !isComplete(step));
  const broken = transforms.find((step, index) => step.off !== true && results.problems.has(index));
  const blocked = unfinished ? t("transforms.unfinished", { field: fieldName(unfinished.field) }) : broken ? t("transforms.broken", { field: fieldName(broken.field) }) : null;
  const adjusted = search.adjust !== undefined && isField(search.adjust) ? search.adjust : undefined;
  const read = adjusted === undefined ? undefined : mapping[adjusted];
  const drift = file.drift ?? [];
  const open = sorted(drift).open;
  return (
    <>
      {file.warnings.map((warning) => <Notice key={warning.code + warning.message} tone="waiting"><span title={warning.message}>{maybe(`mapping.warnings.${warning.code}`) ?? warning.message}</span></Notice>)}
      {open.length > 0 && (
        <section className={`panel ${classes.drift ?? ""}`} aria-label={t("drift.title")}>
          <DriftReview
            drift={drift}
            columns={file.columns}
            decisions={decided(mapping, open)}
            onDecide={(field, source) => { setMapping(decide(mapping, file.columns, field, source)); }}
          />
        </section>
      )}
      <div className={classes.layout} data-stale={stale || undefined}>
        <section className={`panel ${classes.columns ?? ""}`} aria-label={t("mapping.columns")}>
          <ColumnList columns={inAskingOrder(file)} mapping={mapping} steps={transforms} onChange={setMapping} onAdjust={adjust} />
        </section>
        <aside className={classes.side}>
          <StartPanel
            token={token}
            file={file}
            search={search}
            sent={{ mapping, transforms: sendable(transforms).sent, policies, structure }}
            blocked={blocked}
            preview={results.last}
            onSupplier={(code) => { set({ supplier: code }); }}
          />
          <PoliciesPanel policies={policies} onChange={setPolicies} />
        </aside>
        <StepsSection mapping={mapping} steps={transforms} results={results} onChange={setTransforms} onAdjust={adjust} />
        <PreviewPanel preview={preview} last={results.last} mapping={mapping} steps={sent} />
        <FileShape file={file} onChange={set} />
      </div>
      <FieldDrawer
        field={adjusted}
        sources={read ? [read.source, ...(read.also ?? [])] : []}
        columns={file.columns.map((column) => column.name)}
        steps={transforms}
        results={results}
        onChange={setTransforms}
        onClose={() => { adjust(undefined); }}
      />
    </>
  );
}
