import { Button, Drawer, Text } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Policies } from "@/api/model";
import { usePhone } from "@/app/usePhone";
import { PoliciesForm } from "./PoliciesForm";
import { complete, forSending } from "./policies";
import { usePolicyLines } from "./usePolicyLines";
import classes from "./policies.module.css";

interface PoliciesPanelProps {
  policies: Partial<Policies> | null;
  onChange: (policies: Policies) => void;
}

/** How far this supplier's files may go, in a few lines, and where to change it. */
export function PoliciesPanel({ policies, onChange }: PoliciesPanelProps) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const lines = usePolicyLines()(policies);
  return (
    <section className={`panel ${classes.panel ?? ""}`} aria-label={t("policies.title")}>
      <div className={classes.panelHead}>
        <IconShieldCheck size={17} stroke={1.7} aria-hidden />
        <Text component="h2" fw={600}>{t("policies.short")}</Text>
        <Button size="compact-sm" variant="subtle" onClick={() => { setEditing(true); }}>{t("policies.change")}</Button>
      </div>
      <ul className={classes.lines}>{lines.map((line) => <li key={line}>{line}</li>)}</ul>
      <PoliciesDrawer opened={editing} policies={policies} save={t("policies.use")} onClose={() => { setEditing(false); }} onSave={(next) => { onChange(next); setEditing(false); }} />
    </section>
  );
}

interface PoliciesDrawerProps {
  opened: boolean;
  policies: Partial<Policies> | null;
  save: string;
  busy?: boolean;
  problem?: string | null;
  onSave: (policies: Policies) => void;
  onClose: () => void;
}

export function PoliciesDrawer({ opened, onClose, ...rest }: PoliciesDrawerProps) {
  const { t } = useTranslation();
  const phone = usePhone();
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size={phone ? "100%" : 520} title={<Text component="span" fw={600} size="lg">{t("policies.title")}</Text>} closeButtonProps={{ "aria-label": t("common.close") }} overlayProps={{ backgroundOpacity: 0.25 }} classNames={{ header: classes.drawerHead, body: classes.drawerBody }} transitionProps={{ duration: 140 }}>
      {opened && <Editor {...rest} onClose={onClose} />}
    </Drawer>
  );
}

function Editor({ policies, save, busy = false, problem = null, onSave, onClose }: Omit<PoliciesDrawerProps, "opened">) {
  const { t } = useTranslation();
  const [value, setValue] = useState(() => complete(policies));
  const invalid = value.fields?.length === 0;
  return (
    <>
      <PoliciesForm value={value} onChange={setValue} />
      <div className={classes.foot}>
        {problem !== null && <Text size="sm" c="var(--app-bad)" role="alert" style={{ flex: 1 }}>{problem}</Text>}
        <Button variant="default" onClick={onClose}>{t("common.cancel")}</Button>
        <Button loading={busy} disabled={invalid} onClick={() => { onSave(forSending(value)); }}>{save}</Button>
      </div>
    </>
  );
}
