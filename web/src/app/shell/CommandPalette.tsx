import { Modal, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { q } from "@/api/query";
import { usePaletteEntries, type PaletteEntry } from "./paletteEntries";
import classes from "./CommandPalette.module.css";

interface PaletteProps {
  opened: boolean;
  onClose: () => void;
  onHelp: () => void;
}

/** Finds anything: products by EAN or name, suppliers, imports, pages and actions. */
export function CommandPalette({ opened, onClose, onHelp }: PaletteProps) {
  return (
    <Modal.Root opened={opened} onClose={onClose} yOffset="12vh" size={600} centered={false}>
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content className={classes.content}>
        {opened && <Palette onClose={onClose} onHelp={onHelp} />}
      </Modal.Content>
    </Modal.Root>
  );
}

function Palette({ onClose, onHelp }: Omit<PaletteProps, "opened">) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [selected, setSelected] = useState(0);
  const [query] = useDebouncedValue(text.trim(), 120);
  const listId = useId();
  const listRef = useRef<HTMLDivElement>(null);
  const found = useQuery({ ...q("/search", { query: { q: query } }), enabled: query.length >= 2, placeholderData: keepPreviousData });
  const entries = usePaletteEntries(text.trim(), query.length >= 2 ? found.data : undefined, onHelp);
  const current = Math.min(selected, entries.length - 1);

  useEffect(() => {
    listRef.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [current]);

  const choose = (entry: PaletteEntry | undefined) => {
    if (!entry) return;
    onClose();
    if (entry.run) entry.run();
    else if (entry.link) void navigate(entry.link);
  };

  return (
    <>
      <TextInput
        data-autofocus
        size="md"
        variant="unstyled"
        className={classes.input}
        leftSection={<IconSearch size={18} stroke={1.7} aria-hidden />}
        placeholder={t("shell.findPlaceholder")}
        aria-label={t("shell.findAnything")}
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={entries[current] ? `${listId}-${String(current)}` : undefined}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setSelected(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") setSelected(Math.min(entries.length - 1, current + 1));
          else if (event.key === "ArrowUp") setSelected(Math.max(0, current - 1));
          else if (event.key === "Enter") choose(entries[current]);
          else return;
          event.preventDefault();
        }}
      />
      <div id={listId} role="listbox" aria-label={t("shell.results")} className={classes.list} ref={listRef}>
        {entries.map((entry, index) => (
          <div key={entry.key} role="presentation">
            {entry.group !== entries[index - 1]?.group && <div className={classes.group} role="presentation">{entry.group}</div>}
            <div
              id={`${listId}-${String(index)}`}
              role="option"
              aria-selected={index === current}
              className={classes.option}
              onMouseMove={() => { setSelected(index); }}
              onClick={() => { choose(entry); }}
            >
              <entry.icon size={17} stroke={1.7} aria-hidden />
              <span className="clip">{entry.label}</span>
              {entry.detail !== undefined && <span className={classes.detail}>{entry.detail}</span>}
            </div>
          </div>
        ))}
        {entries.length === 0 && <div className={classes.none}>{found.isFetching ? t("common.loading") : t("shell.nothingFound", { text })}</div>}
      </div>
    </>
  );
}
