import { Button, SimpleGrid, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { download } from "@/api/client";
import type { RunDetail } from "@/api/model";
import { FactList } from "@/components/FactList";
import { MappingTable } from "@/components/MappingTable";
import { notifyProblem } from "@/components/notify";
import { useProblemText } from "@/components/problemText";
import { useFormat } from "@/i18n/format";
import classes from "./run.module.css";

/** The file as it came, and how it was read. */
export function FileTab({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const textOf = useProblemText();
  const fetchFile = useMutation({
    mutationFn: () => download(`/imports/${String(run.id)}/file`, run.file.name),
    onError: (error) => { notifyProblem(textOf(error)); },
  });
  const structure = run.structure;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <section className={`panel ${classes.block ?? ""}`}>
        <Text component="h2" fw={600} mb="sm">{t("run.theFile")}</Text>
        <FactList
          facts={[
            [t("run.fileName"), run.file.name],
            [t("run.fileSize"), format.bytes(run.file.size)],
            [t("run.format"), run.format?.toUpperCase()],
            [t("mapping.encoding"), structure?.encoding],
            [t("mapping.delimiter"), structure?.delimiter === "\t" ? t("mapping.delimiters.tab") : structure?.delimiter],
            [t("mapping.sheet"), structure?.sheet],
            [t("mapping.headerRow"), structure?.header_row == null ? null : format.number(structure.header_row)],
            [t("mapping.recordPath"), structure?.record_path],
            [t("run.fingerprint"), <code key="sha" className={classes.raw} title={run.file.sha256}>{run.file.sha256.slice(0, 16)}…</code>],
          ]}
        />
        <Button mt="md" variant="default" leftSection={<IconDownload size={16} />} loading={fetchFile.isPending} onClick={() => { fetchFile.mutate(); }}>{t("run.downloadFile")}</Button>
      </section>
      <section className={`panel ${classes.block ?? ""}`}>
        <Text component="h2" fw={600} mb="sm">{t("run.columnsRead")}</Text>
        {run.mapping && Object.keys(run.mapping).length > 0 ? <MappingTable mapping={run.mapping} /> : <Text c="dimmed">{t("run.noMapping")}</Text>}
      </section>
    </SimpleGrid>
  );
}
