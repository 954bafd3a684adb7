import { Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Run } from "@/api/model";
import { runLink, supplierLink } from "@/app/links";
import { RecordsBar } from "@/components/RecordsBar";
import { RunStatus } from "@/components/RunStatus";
import { When } from "@/components/When";
import { useFormat } from "@/i18n/format";
import type { Col } from "@/table/columns";

export function useRunColumns({ withSupplier = true } = {}): Col<Run>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(() => {
    const supplier: Col<Run> = {
      id: "supplier",
      header: t("imports.supplier"),
      cell: (run) => (run.supplier ? <Link className="link nowrap" {...supplierLink(run.supplier.id)}>{run.supplier.name}</Link> : <span className="quiet nowrap">{t("imports.noSupplier")}</span>),
    };
    return [
      { id: "status", header: t("imports.state"), cell: (run) => <RunStatus status={run.status} />, width: 150 },
      ...(withSupplier ? [supplier] : []),
      { id: "file", header: t("imports.file"), cell: (run) => <Link className="link strong" {...runLink(run.id)} style={{ display: "block", maxWidth: 300 }}><span className="clip" style={{ display: "block" }}>{run.file_name}</span></Link> },
      { id: "records", header: t("imports.records"), align: "right", cell: (run) => (run.records > 0 ? format.number(run.records) : <span className="quiet">—</span>), width: 100 },
      { id: "bar", header: t("imports.outcome"), cell: (run) => <RecordsBar counts={run} />, width: 150 },
      { id: "duration", header: t("imports.duration"), align: "right", cell: (run) => (run.duration_ms == null ? <span className="quiet">—</span> : format.duration(run.duration_ms)), width: 90 },
      { id: "who", header: t("imports.who"), cell: (run) => <Text component="span" size="sm" c="dimmed" className="clip" style={{ display: "block", maxWidth: 160 }}>{run.created_by ?? t(`imports.sources.${run.source}`)}</Text> },
      { id: "when", header: t("imports.started"), align: "right", cell: (run) => <When at={run.created_at} />, width: 128 },
    ];
  }, [t, format, withSupplier]);
}

export function RunCard({ run }: { run: Run }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <Group justify="space-between" wrap="nowrap" gap="xs" mb={4}>
        <Text fw={550} truncate>{run.supplier?.name ?? run.file_name}</Text>
        <RunStatus status={run.status} />
      </Group>
      <Group justify="space-between" wrap="nowrap" gap="xs" mb={8}>
        <Text size="sm" c="dimmed" truncate>{run.supplier ? run.file_name : t("imports.noSupplier")}</Text>
        <Text size="sm" c="dimmed"><When at={run.created_at} /></Text>
      </Group>
      <RecordsBar counts={run} />
      {run.records > 0 && <Text size="sm" c="dimmed" mt={6} className="num">{t("imports.recordCount", { count: run.records, n: format.number(run.records) })}</Text>}
    </>
  );
}
