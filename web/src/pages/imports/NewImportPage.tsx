import { Anchor, Button, CloseButton, FileButton, Text } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";
import { useProblemText } from "@/components/problemText";
import { useFormat } from "@/i18n/format";
import { addFiles, removeUpload, retryUpload, useUploads, type Upload } from "./upload/uploads";
import classes from "./upload/upload.module.css";

/** Choosing the file. One file goes straight on to its mapping; several wait in a list. */
export function NewImportPage() {
  const { t } = useTranslation();
  const { supplier } = useSearch({ from: "/app/imports/new" });
  const navigate = useNavigate();
  const uploads = useUploads();
  const only = uploads.length === 1 ? uploads[0] : undefined;
  const onlyToken = only?.state === "ready" ? only.token : null;

  useEffect(() => {
    if (onlyToken !== null && only) {
      removeUpload(only.id);
      void navigate({ to: "/imports/new/$token", params: { token: onlyToken }, search: { supplier }, replace: true });
    }
  }, [onlyToken, only, navigate, supplier]);

  return (
    <Page title={t("imports.new")} crumb={<Anchor component={Link} to="/imports" c="inherit" size="sm">{t("imports.title")}</Anchor>} lead={t("upload.lead")}>
      {uploads.length > 0 && (
        <ul className={classes.list} aria-label={t("upload.files")}>
          {uploads.map((upload) => <UploadLine key={upload.id} upload={upload} supplier={supplier} />)}
        </ul>
      )}
      <div className={classes.zone}>
        <IconFileSpreadsheet size={40} stroke={1.3} aria-hidden />
        <Text fw={600} size="lg">{t("upload.drop")}</Text>
        <Text c="dimmed" maw={480}>{t("upload.formats")}</Text>
        <FileButton multiple onChange={addFiles} inputProps={{ "aria-label": t("upload.choose") }}>
          {(props) => <Button mt="xs" {...props}>{t("upload.choose")}</Button>}
        </FileButton>
      </div>
    </Page>
  );
}

function UploadLine({ upload, supplier }: { upload: Upload; supplier: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const textOf = useProblemText();
  const percent = upload.size > 0 ? (upload.sent / upload.size) * 100 : 0;
  const left = upload.rate !== null && upload.rate > 0 ? ((upload.size - upload.sent) / upload.rate) * 1000 : null;
  return (
    <li className={`panel ${classes.upload ?? ""}`}>
      <div className={classes.top}>
        <div>
          <Text fw={550} truncate>{upload.name}</Text>
          <Text size="sm" c={upload.state === "failed" ? "var(--app-bad)" : "dimmed"} className="num" aria-live="polite">
            {upload.state === "sending" && <>{t("upload.sending", { sent: format.bytes(upload.sent), size: format.bytes(upload.size) })}{left !== null && ` · ${t("upload.left", { time: format.duration(left) })}`}</>}
            {upload.state === "reading" && t("upload.reading")}
            {upload.state === "ready" && t("upload.ready")}
            {upload.state === "failed" && textOf(upload.problem)}
          </Text>
        </div>
        {upload.state === "failed" && upload.problem?.code !== "empty_file" && <Button size="xs" variant="default" onClick={() => { retryUpload(upload.id); }}>{t("common.tryAgain")}</Button>}
        {upload.token !== null && <Button size="xs" renderRoot={(props) => <Link to="/imports/new/$token" params={{ token: upload.token ?? "" }} search={{ supplier }} {...props} />}>{t("upload.continue")}</Button>}
        <CloseButton aria-label={t("upload.remove", { name: upload.name })} onClick={() => { removeUpload(upload.id); }} />
      </div>
      {(upload.state === "sending" || upload.state === "reading") && (
        <div className={classes.track} role="progressbar" aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(percent)} aria-label={upload.name}>
          <div className={classes.fill} data-reading={upload.state === "reading" || undefined} style={{ width: `${String(percent)}%` }} />
        </div>
      )}
    </li>
  );
}
