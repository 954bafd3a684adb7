import { Button, Text, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconEyeOff, IconPencil, IconTag } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ValueMap, ValueState } from "@/api/model";
import { useFormat } from "@/i18n/format";
import type { Target as Chosen } from "./decisions";
import { TargetSelect } from "./TargetSelect";
import classes from "./values.module.css";

interface TargetProps {
  map: ValueMap;
  editing: boolean;
  mayDecide: boolean;
  onEdit: () => void;
  onClose: () => void;
  onAccept: () => void;
  onChoose: (target: Chosen) => void;
}

/** Which of ours it is: decided, suggested, or to be chosen. */
export function Target({ map, editing, mayDecide, onEdit, onClose, onAccept, onChoose }: TargetProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (editing) return <TargetSelect kind={map.kind} label={t("values.chooseFor", { value: map.value })} suggestion={map.suggestion} value={map.value} autoFocus onClose={onClose} onChoose={onChoose} />;
  const change = (label: string) => mayDecide && <Tooltip label={label}><Button size="compact-xs" variant="subtle" color="gray" px={6} aria-label={t("values.chooseFor", { value: map.value })} onClick={onEdit}><IconPencil size={14} /></Button></Tooltip>;
  if (map.state === "mapped") return <span className={classes.target}><span className={classes.done}>{map.target?.name ?? "—"}</span>{change(t("values.change"))}</span>;
  if (map.state === "accepted") return <span className={classes.target}><Text component="span" size="sm" c="dimmed">{t(`values.ownNote.${map.kind}`)}</Text>{change(t("values.change"))}</span>;
  if (map.state === "ignored") return <span className={classes.target}><Text component="span" size="sm" c="dimmed">{t("values.leftEmpty")}</Text>{change(t("values.change"))}</span>;
  if (!map.suggestion) return mayDecide ? <Button size="compact-sm" variant="default" aria-label={t("values.chooseFor", { value: map.value })} onClick={onEdit}>{t("values.choose")}</Button> : <span className="quiet">—</span>;
  const likeness = format.percent(Math.round(map.suggestion.score * 100) / 100);
  return (
    <span className={classes.target}>
      {mayDecide ? (
        <Tooltip label={t("values.acceptHelp", { percent: likeness })}>
          <Button size="compact-sm" variant="light" className={classes.suggestion} leftSection={<IconCheck size={14} />} aria-label={t("values.acceptFor", { value: map.value, target: map.suggestion.name })} onClick={onAccept}>
            {map.suggestion.name}<span className={classes.score}>{likeness}</span>
          </Button>
        </Tooltip>
      ) : (
        <span>{map.suggestion.name} <span className="quiet">{likeness}</span></span>
      )}
      {change(t("values.chooseOther"))}
    </span>
  );
}

/** What else may be done with it; one that is decided can be sorted again. */
export function RowActions({ map, onDecide }: { map: ValueMap; onDecide: (state: ValueState) => void }) {
  const { t } = useTranslation();
  if (map.state !== "unmapped") return <Button size="compact-sm" variant="subtle" color="gray" fw={450} leftSection={<IconArrowBackUp size={14} />} onClick={() => { onDecide("unmapped"); }}>{t("values.again")}</Button>;
  return (
    <span className={classes.acts}>
      <Tooltip label={t(`values.ownHelp.${map.kind}`)}><Button size="compact-sm" variant="subtle" color="gray" fw={450} leftSection={<IconTag size={14} />} aria-label={t("values.ownFor", { value: map.value })} onClick={() => { onDecide("accepted"); }}>{t("values.own")}</Button></Tooltip>
      <Tooltip label={t("values.ignoreHelp")}><Button size="compact-sm" variant="subtle" color="gray" fw={450} leftSection={<IconEyeOff size={14} />} aria-label={t("values.ignoreFor", { value: map.value })} onClick={() => { onDecide("ignored"); }}>{t("values.ignore")}</Button></Tooltip>
    </span>
  );
}
