import { AppShell, Burger } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { onSession } from "@/api/session";
import type { Run } from "@/api/model";
import { runLink } from "@/app/links";
import { useMe } from "@/app/me";
import { queryClient } from "@/app/queryClient";
import { notifyRun } from "@/components/notify";
import { LiveRuns } from "@/live/useLiveRuns";
import { DropAnywhere } from "@/pages/imports/upload/DropAnywhere";
import { AccountMenu } from "./AccountMenu";
import { CommandPalette } from "./CommandPalette";
import { KeyboardHelp } from "./KeyboardHelp";
import { LiveActivity } from "./LiveActivity";
import { LookMenu } from "./LookMenu";
import { SearchButton } from "./SearchButton";
import { Sidebar } from "./Sidebar";
import { useAccountPreferences } from "./preferences";
import classes from "./Shell.module.css";

export function Shell() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const location = useLocation();
  const [menuOpen, menu] = useDisclosure(false);
  const [paletteOpen, palette] = useDisclosure(false);
  const [helpOpen, help] = useDisclosure(false);
  const me = useMe();
  useAccountPreferences();
  useHotkeys([["mod+K", palette.toggle], ["shift+?", help.open]], undefined, false);
  useHotkeys([["?", help.open], ["shift+Slash", help.open]]);

  useEffect(
    () =>
      onSession((loggedIn) => {
        if (loggedIn) return;
        queryClient.clear();
        void navigate({ to: "/login", search: { next: undefined } });
      }),
    [navigate],
  );
  const announce = (run: Run) => {
    if (run.created_by !== me.email || location.pathname === `/imports/${String(run.id)}`) return;
    notifyRun(run, t(`imports.status.${run.status}`), () => void navigate(runLink(run.id)));
  };
  useEffect(() => { menu.close(); }, [location.pathname]); // eslint-disable-line react-hooks/exhaustive-deps -- the handlers are new each render

  return (
    <LiveRuns onEnd={announce}>
      <a href="#main" className="skip">{t("shell.skip")}</a>
      <AppShell header={{ height: 52 }} navbar={{ width: 216, breakpoint: "sm", collapsed: { mobile: !menuOpen } }} layout="alt" classNames={{ header: classes.header, navbar: classes.navbar }}>
        <AppShell.Header>
          <div className={classes.bar}>
            <Burger opened={menuOpen} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label={menuOpen ? t("shell.closeMenu") : t("shell.openMenu")} />
            <SearchButton onOpen={palette.open} />
            <div className={classes.tools}>
              <LiveActivity />
              <LookMenu />
              <AccountMenu onHelp={help.open} />
            </div>
          </div>
        </AppShell.Header>
        <AppShell.Navbar>
          <Sidebar onClose={menu.close} />
        </AppShell.Navbar>
        <AppShell.Main id="main" tabIndex={-1}>
          <Outlet />
        </AppShell.Main>
      </AppShell>
      <DropAnywhere />
      <CommandPalette opened={paletteOpen} onClose={palette.close} onHelp={help.open} />
      <KeyboardHelp opened={helpOpen} onClose={help.close} />
    </LiveRuns>
  );
}
