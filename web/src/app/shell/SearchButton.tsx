import { UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { modKey } from "./keys";
import classes from "./Shell.module.css";

export function SearchButton({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation();
  return (
    <UnstyledButton className={classes.searchButton} onClick={onOpen} aria-haspopup="dialog">
      <IconSearch size={16} stroke={1.7} aria-hidden />
      <span>{t("shell.findAnything")}</span>
      <kbd>{modKey()} K</kbd>
    </UnstyledButton>
  );
}
