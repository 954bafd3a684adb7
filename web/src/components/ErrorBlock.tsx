import { Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { useProblemText } from "./problemText";
import classes from "./blocks.module.css";

/** A part of a page that could not be fetched: what happened, and the one thing to do about it. */
export function ErrorBlock({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const problem = asProblem(error);
  const textOf = useProblemText();
  const Icon = problem.status === 0 ? IconPlugConnectedX : IconAlertTriangle;
  return (
    <div className={classes.block} role="alert">
      <Icon size={28} stroke={1.5} aria-hidden className={classes.bad} />
      <Text fw={600}>{t("common.couldNotLoad")}</Text>
      <Text c="dimmed" maw={460} ta="center">{textOf(problem)}</Text>
      {problem.requestId !== undefined && <Text size="xs" c="dimmed">{t("common.reference", { id: problem.requestId })}</Text>}
      {onRetry && <Group mt="xs"><Button variant="default" onClick={onRetry}>{t("common.tryAgain")}</Button></Group>}
    </div>
  );
}
