import { Button, Popover, Skeleton, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCalendarTime } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isPast, type Moment } from "@/api/origins";
import { list } from "@/api/query";
import { When } from "@/components/When";
import classes from "./asof.module.css";

const today = () => new Date().toLocaleDateString("sv");

/** Another moment to see the catalogue at: the end of a day, or just after an import. */
export function AsOfMenu({ moment, onMoment }: { moment: Moment; onMoment: (moment: Moment) => void }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const choose = (next: Moment) => {
    setOpened(false);
    onMoment(next);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={320} trapFocus returnFocus withRoles={false}>
      <Popover.Target>
        <Button variant={isPast(moment) ? "light" : "default"} leftSection={<IconCalendarTime size={16} />} aria-haspopup="dialog" aria-expanded={opened} onClick={() => { setOpened(!opened); }}>{t("origins.asOf")}</Button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t("origins.asOfTitle")}>
        <Choices moment={moment} onChoose={choose} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Choices({ moment, onChoose }: { moment: Moment; onChoose: (moment: Moment) => void }) {
  const { t } = useTranslation();
  const [day, setDay] = useState(moment.as_of?.slice(0, 10) ?? "");
  const runs = useQuery(list("/imports", { query: { status: "done", per_page: 8 } }));
  const applied = (runs.data?.data ?? []).filter((run) => run.mode !== "dry_run");
  return (
    <Stack gap="sm">
      <form onSubmit={(event) => { event.preventDefault(); if (day !== "") onChoose({ as_of: day, as_of_run: undefined }); }}>
        <div className={classes.day}>
          <TextInput type="date" label={t("origins.asOfDay")} max={today()} value={day} onChange={(event) => { setDay(event.currentTarget.value); }} data-autofocus />
          <Button type="submit" disabled={day === ""}>{t("origins.asOfLook")}</Button>
        </div>
      </form>
      <div>
        <Text size="sm" fw={500} mb={4}>{t("origins.asOfRun")}</Text>
        {runs.data === undefined ? <Skeleton height={90} /> : applied.length === 0 ? <Text size="sm" c="dimmed">{t("origins.asOfNoRuns")}</Text> : (
          <ul className={classes.runs}>
            {applied.map((run) => (
              <li key={run.id}>
                <UnstyledButton className={classes.run} aria-current={moment.as_of_run === run.id || undefined} onClick={() => { onChoose({ as_of: undefined, as_of_run: run.id }); }}>
                  <span className="clip">{run.file_name}</span>
                  <span className="quiet nowrap">{t("origins.import", { id: run.id })} · <When at={run.finished_at ?? run.created_at} brief /></span>
                </UnstyledButton>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Stack>
  );
}
