import { Button, FileButton } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconDownload, IconFileImport, IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { download } from "@/api/client";
import type { RunDetail } from "@/api/model";
import { sendCorrectedFile } from "@/api/review";
import { runLink } from "@/app/links";
import { useAtLeast } from "@/app/me";
import { queryClient } from "@/app/queryClient";
import { Notice } from "@/components/Notice";
import { notifyProblem } from "@/components/notify";
import { useProblemText } from "@/components/problemText";
import { useFormat } from "@/i18n/format";
import { putRun, refreshAfter } from "@/live/runCache";
import classes from "./issues.module.css";

/** The rejected records as a file, and the place to bring it back corrected: it completes this import. */
export function Rejected({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const textOf = useProblemText();
  const navigate = useNavigate();
  const mayAct = useAtLeast("user");
  const [over, setOver] = useState(false);
  const fetchCsv = useMutation({
    mutationFn: () => download(`/imports/${String(run.id)}/errors.csv`, `${run.file_name.replace(/\.[^.]+$/, "")}-${t("run.rejectedFile")}.csv`),
    onError: (error) => { notifyProblem(textOf(error)); },
  });
  const send = useMutation({
    mutationFn: (file: File) => sendCorrectedFile(run.id, file),
    onSuccess: (child) => {
      putRun(queryClient, child);
      refreshAfter(queryClient, child);
      void queryClient.invalidateQueries({ queryKey: ["/imports/{id}", { id: run.id }] });
      void navigate(runLink(child.id));
    },
  });
  if (run.rejected === 0) return null;
  const open = run.status === "done" ? (run.open_rejected ?? run.rejected) : run.rejected;
  const takes = mayAct && run.status === "done" && open > 0;
  const take = (file: File | null | undefined) => { if (file) send.mutate(file); };
  return (
    <section
      className={`panel ${classes.rejected ?? ""}`}
      aria-label={t("issuesPage.rejected")}
      data-over={over || undefined}
      data-own-drop={takes || undefined}
      onDragOver={(event) => { if (takes) { event.preventDefault(); setOver(true); } }}
      onDragLeave={() => { setOver(false); }}
      onDrop={(event) => {
        if (!takes) return;
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files[0]);
      }}
    >
      <div className={classes.rejectedText}>
        <h2>{open > 0 ? t("issuesPage.rejectedOpen", { count: open, n: format.number(open) }) : t("issuesPage.rejectedDone", { count: run.rejected, n: format.number(run.rejected) })}</h2>
        {open > 0 && <p className="quiet">{takes ? t("issuesPage.rejectedHow") : run.status === "done" ? t("issuesPage.rejectedViewer") : t("issuesPage.rejectedLater")}</p>}
      </div>
      <div className={classes.rejectedButtons}>
        <Button variant="default" leftSection={<IconDownload size={16} />} loading={fetchCsv.isPending} onClick={() => { fetchCsv.mutate(); }}>{t("run.downloadRejected", { count: run.rejected, n: format.number(run.rejected) })}</Button>
        {takes && <FileButton onChange={take}>{(props) => <Button {...props} leftSection={<IconUpload size={16} />} loading={send.isPending}>{t("issuesPage.bringBack")}</Button>}</FileButton>}
      </div>
      {takes && <p className={classes.dropHint}><IconFileImport size={16} aria-hidden />{over ? t("issuesPage.dropNow") : t("issuesPage.dropHere")}</p>}
      {send.error && <div className={classes.wide}><Notice tone="bad" alert>{textOf(send.error)}</Notice></div>}
    </section>
  );
}
