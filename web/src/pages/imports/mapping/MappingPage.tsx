import { Anchor, Skeleton } from "@mantine/core";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Inspection, Mapping } from "@/api/model";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Notice } from "@/components/Notice";
import { Page } from "@/components/Page";
import { useFormat } from "@/i18n/format";
import { useMaybeText } from "@/i18n/maybeText";
import { ColumnList } from "./ColumnList";
import { FileShape } from "./FileShape";
import { inAskingOrder } from "./fields";
import type { MappingSearch } from "./mappingSearch";
import { PreviewPanel } from "./PreviewPanel";
import { StartPanel } from "./StartPanel";
import { structureOf, useInspection, usePreview } from "./useInspection";
import classes from "./mapping.module.css";

/** Says which column of the file is which of our fields, and shows at once what comes of it. */
export function MappingPage() {
  const { t } = useTranslation();
  const maybe = useMaybeText();
  const format = useFormat();
  const { token } = useParams({ from: "/app/imports/new/$token" });
  const search = useSearch({ from: "/app/imports/new/$token" });
  const structure = structureOf(search);
  const inspection = useInspection(token, structure);
  const file = inspection.data;
  const crumb = <Anchor component={Link} to="/imports" c="inherit" size="sm">{t("imports.title")}</Anchor>;

  if (inspection.error && !file) {
    return <Page title={t("imports.new")} crumb={crumb}><div className="panel"><ErrorBlock error={inspection.error} onRetry={() => void inspection.refetch()} /></div></Page>;
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
      <Mapper key={`${token}${JSON.stringify(structure)}${String(inspection.isPlaceholderData)}`} token={token} file={file} search={search} stale={inspection.isPlaceholderData} />
    </Page>
  );
}

function Mapper({ token, file, search, stale }: { token: string; file: Inspection; search: MappingSearch; stale: boolean }) {
  const { t } = useTranslation();
  const maybe = useMaybeText();
  const navigate = useNavigate({ from: "/imports/new/$token" });
  const [mapping, setMapping] = useState<Mapping>(file.mapping);
  const structure = structureOf(search);
  const preview = usePreview(token, structure, mapping, !stale);
  const set = (change: Partial<MappingSearch>) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true });
  return (
    <>
      {file.warnings.map((warning) => <Notice key={warning.code + warning.message} tone="waiting"><span title={warning.message}>{maybe(`mapping.warnings.${warning.code}`) ?? warning.message}</span></Notice>)}
      <div className={classes.layout} data-stale={stale || undefined}>
        <section className={`panel ${classes.columns ?? ""}`} aria-label={t("mapping.columns")}>
          <ColumnList columns={inAskingOrder(file)} mapping={mapping} onChange={setMapping} />
        </section>
        <aside className={classes.side}>
          <StartPanel token={token} file={file} search={search} mapping={mapping} structure={structure} preview={preview.data} onSupplier={(supplier) => { set({ supplier }); }} />
        </aside>
        <PreviewPanel preview={preview} mapping={mapping} />
        <FileShape file={file} onChange={set} />
      </div>
    </>
  );
}
