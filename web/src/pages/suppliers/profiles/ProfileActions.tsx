import { ActionIcon, Button, FileButton, Group, Menu } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconDots, IconDownload, IconFileImport, IconHistory } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { download, request } from "@/api/client";
import type { Policies, ProfileVersion, Supplier } from "@/api/model";
import { useNavigate } from "@tanstack/react-router";
import { ConfirmModal } from "@/components/ConfirmModal";
import { notifyDone, notifyProblem } from "@/components/notify";
import { useProblemText } from "@/components/problemText";
import { PoliciesDrawer } from "@/policies/PoliciesPanel";

const pathOf = (supplier: Supplier, name: string) => `/suppliers/${String(supplier.id)}/profiles/${encodeURIComponent(name)}`;

/** A change made a new version: the list is fetched again and shows it. */
function useNewVersion(supplier: Supplier) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate({ from: "/suppliers/$id" });
  return async (made: ProfileVersion) => {
    await client.invalidateQueries({ queryKey: ["/suppliers/{id}/profiles", { id: supplier.id }] });
    void navigate({ search: (old) => ({ ...old, profile: made.name, version: undefined, against: undefined }), replace: true });
    notifyDone(t("profiles.made", { n: made.version }));
  };
}

interface ProfileActionsProps {
  supplier: Supplier;
  version: ProfileVersion;
  latest: number;
  mayEdit: boolean;
}

export function ProfileActions({ supplier, version, latest, mayEdit }: ProfileActionsProps) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const done = useNewVersion(supplier);
  const [asking, setAsking] = useState(false);
  const restore = useMutation({
    mutationFn: () => request<ProfileVersion>("POST", `${pathOf(supplier, version.name)}/restore`, { version: version.version }),
    onSuccess: done,
    onError: (error) => { notifyProblem(textOf(error)); },
    onSettled: () => { setAsking(false); },
  });
  const save = useMutation({
    mutationFn: () => download(`${pathOf(supplier, version.name)}/export`, `${supplier.code}-${version.name}.json`),
    onError: (error) => { notifyProblem(textOf(error)); },
  });
  const reading = useImport(supplier);
  return (
    <Group gap="xs" wrap="nowrap">
      {mayEdit && !version.is_current && <Button variant="default" leftSection={<IconHistory size={16} />} onClick={() => { setAsking(true); }}>{t("profiles.restore")}</Button>}
      <FileButton accept="application/json,.json" onChange={reading.read} resetRef={reading.reset}>
        {(file) => (
          <Menu position="bottom-end" keepMounted={false}>
            <Menu.Target><ActionIcon size={36} variant="default" aria-label={t("profiles.more")}><IconDots size={18} /></ActionIcon></Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconDownload size={16} />} onClick={() => { save.mutate(); }}>{t("profiles.download")}</Menu.Item>
              {mayEdit && <Menu.Item leftSection={<IconFileImport size={16} />} onClick={file.onClick}>{t("profiles.import")}</Menu.Item>}
            </Menu.Dropdown>
          </Menu>
        )}
      </FileButton>
      {reading.modal}
      {asking && (
        <ConfirmModal title={t("profiles.restoreTitle", { n: version.version })} confirm={t("profiles.restore")} busy={restore.isPending} onConfirm={() => { restore.mutate(); }} onClose={() => { setAsking(false); }}>
          {t("profiles.restoreText", { old: version.version, n: latest + 1, supplier: supplier.name })}
        </ConfirmModal>
      )}
    </Group>
  );
}

interface ProfileFile {
  "suppliers-import-profile": number;
  name: string;
  profile: object;
}
const isProfileFile = (value: unknown): value is ProfileFile => typeof value === "object" && value !== null && "suppliers-import-profile" in value && "profile" in value && "name" in value && typeof value.name === "string";

/** Reads a profile from a file, says what it will do, and does it. */
function useImport(supplier: Supplier) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const done = useNewVersion(supplier);
  const [found, setFound] = useState<{ file: string; content: ProfileFile } | null>(null);
  const reset = useRef<() => void>(null);
  const send = useMutation({
    mutationFn: (content: ProfileFile) => request<ProfileVersion>("POST", `/suppliers/${String(supplier.id)}/profiles/import`, content),
    onSuccess: done,
    onError: (error) => { notifyProblem(textOf(error)); },
    onSettled: () => { setFound(null); },
  });
  const read = async (file: File | null) => {
    if (!file) return;
    reset.current?.();
    let content: unknown = null;
    try {
      content = JSON.parse(await file.text());
    } catch {
      // Said below: whatever cannot be read is no profile.
    }
    if (isProfileFile(content)) setFound({ file: file.name, content });
    else notifyProblem(t("profiles.notOne", { file: file.name }));
  };
  const modal = found && (
    <ConfirmModal title={t("profiles.importTitle", { file: found.file })} confirm={t("profiles.importGo")} busy={send.isPending} onConfirm={() => { send.mutate(found.content); }} onClose={() => { setFound(null); }}>
      {t("profiles.importText", { name: found.content.name === "default" ? t("suppliers.profileDefault") : found.content.name, supplier: supplier.name })}
    </ConfirmModal>
  );
  return { read: (file: File | null) => void read(file), reset, modal };
}

export function ImportProfile({ supplier }: { supplier: Supplier }) {
  const { t } = useTranslation();
  const reading = useImport(supplier);
  return (
    <>
      <FileButton accept="application/json,.json" onChange={reading.read} resetRef={reading.reset}>{(file) => <Button variant="default" leftSection={<IconFileImport size={16} />} onClick={file.onClick}>{t("profiles.import")}</Button>}</FileButton>
      {reading.modal}
    </>
  );
}

export function RulesButton({ supplier, version }: { supplier: Supplier; version: ProfileVersion }) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const done = useNewVersion(supplier);
  const [editing, setEditing] = useState(false);
  const save = useMutation({
    mutationFn: (policies: Policies) => request<ProfileVersion>("PUT", pathOf(supplier, version.name), { policies }),
    onSuccess: async (made) => { await done(made); setEditing(false); },
  });
  return (
    <>
      <Button size="compact-sm" variant="subtle" onClick={() => { save.reset(); setEditing(true); }}>{t("policies.change")}</Button>
      <PoliciesDrawer opened={editing} policies={version.policies ?? null} save={t("profiles.saveRules")} busy={save.isPending} problem={save.error ? textOf(save.error) : null} onSave={(policies) => { save.mutate(policies); }} onClose={() => { setEditing(false); }} />
    </>
  );
}
