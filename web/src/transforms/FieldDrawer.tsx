import { Anchor, Button, Drawer, Text } from "@mantine/core";
import { IconWand } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { StepEffect, Transform } from "@/api/model";
import { usePhone } from "@/app/usePhone";
import { useFieldName } from "@/components/FieldChanges";
import { AddStep } from "./AddStep";
import { StepCard } from "./StepCard";
import { append, fresh, indexesOf, insertAt, move, removeAt, replaceAt } from "./steps";
import classes from "./transforms.module.css";

export interface StepResults {
  effects: Map<number, StepEffect>;
  problems: Map<number, { part: string; message: string }>;
  checked: number | undefined;
  busy: boolean;
}

interface FieldDrawerProps {
  field: string | undefined;
  /** The columns that the field is read from. */
  sources: readonly string[];
  columns: readonly string[];
  steps: Transform[];
  results: StepResults;
  onChange: (steps: Transform[]) => void;
  onClose: () => void;
}

/** What is done to one field's values, step by step, with what each step does to this file. */
export function FieldDrawer(props: FieldDrawerProps) {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  const phone = usePhone();
  const { field, onClose } = props;
  return (
    <Drawer
      opened={field !== undefined}
      onClose={onClose}
      position="right"
      size={phone ? "100%" : 560}
      title={<Text component="span" fw={600} size="lg">{field === undefined ? "" : t("transforms.title", { field: fieldName(field) })}</Text>}
      closeButtonProps={{ "aria-label": t("common.close") }}
      overlayProps={{ backgroundOpacity: 0.25 }}
      classNames={{ header: classes.drawerHead, content: classes.drawer, body: classes.drawerBody }}
      transitionProps={{ duration: 140 }}
    >
      {field !== undefined && <Steps {...props} field={field} />}
    </Drawer>
  );
}

/** Cards keep their state (a half-typed table, an open condition) while their places change. */
let lastKey = 0;
const newKey = () => ++lastKey;

function Steps({ field, sources, columns, steps, results, onChange, onClose }: FieldDrawerProps & { field: string }) {
  const { t } = useTranslation();
  const indexes = indexesOf(steps, field);
  const [keys, setKeys] = useState<number[]>(() => indexes.map(newKey));
  const [added, setAdded] = useState<number | null>(null);
  const [removed, setRemoved] = useState<{ at: number; index: number; step: Transform; key: number } | null>(null);
  return (
    <div className={classes.steps}>
      <Text c="dimmed" size="sm">{sources.length === 0 ? t("transforms.fromNone") : t("transforms.from", { columns: sources.map((name) => t("transforms.quoted", { name })).join(" + ") })}</Text>
      {indexes.length === 0 && (
        <div className={classes.none}>
          <IconWand size={22} stroke={1.5} aria-hidden />
          <Text fw={600}>{t("transforms.noneTitle")}</Text>
          <Text c="dimmed" size="sm" ta="center" maw={360}>{t("transforms.noneText")}</Text>
        </div>
      )}
      <ol className={classes.cards}>
        {indexes.map((index, at) => {
          const step = steps[index];
          if (!step) return null;
          return (
            <StepCard
              key={keys[at] ?? `new-${String(at)}`}
              step={step}
              isNew={keys[at] !== undefined && keys[at] === added}
              place={at + 1}
              count={indexes.length}
              columns={columns}
              effect={results.effects.get(index)}
              problem={results.problems.get(index)}
              checked={results.checked}
              busy={results.busy}
              onChange={(next) => { onChange(replaceAt(steps, index, next)); }}
              onMove={(by) => {
                onChange(move(steps, index, by));
                setKeys((old) => { const next = [...old]; const [key] = next.splice(at, 1); if (key !== undefined) next.splice(at + by, 0, key); return next; });
              }}
              onRemove={() => {
                setRemoved({ at, index, step, key: keys[at] ?? newKey() });
                setKeys((old) => removeKey(old, at));
                onChange(removeAt(steps, index));
              }}
            />
          );
        })}
      </ol>
      {removed && (
        <p className={classes.removed} role="status">
          {t("transforms.removed")}{" "}
          <Anchor
            component="button"
            type="button"
            size="sm"
            autoFocus
            onClick={() => {
              onChange(insertAt(steps, removed.index, removed.step));
              setKeys((old) => [...old.slice(0, removed.at), removed.key, ...old.slice(removed.at)]);
              setRemoved(null);
            }}
          >
            {t("transforms.bringBack")}
          </Anchor>
        </p>
      )}
      <AddStep
        field={field}
        first={indexes.length === 0}
        onAdd={(op) => {
          setRemoved(null);
          const key = newKey();
          setAdded(key);
          setKeys((old) => [...old, key]);
          onChange(append(steps, fresh(op, field, sources[0])));
        }}
      />
      <div className={classes.drawerFoot}><Button variant="default" onClick={onClose}>{t("transforms.done")}</Button></div>
    </div>
  );
}

const removeKey = (keys: readonly number[], at: number) => keys.filter((_, i) => i !== at);
