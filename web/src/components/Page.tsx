import { Group, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import { config } from "@/app/config";
import classes from "./Page.module.css";

interface PageProps {
  title: string;
  /** Beside the title: a status, a code. */
  badge?: ReactNode;
  /** Above the title: where one came from. */
  crumb?: ReactNode;
  /** The sentence that says how things are. */
  lead?: ReactNode;
  actions?: ReactNode;
  /** The page fills the window and scrolls inside itself. */
  full?: boolean;
  children: ReactNode;
}

export function Page({ title, badge, crumb, lead, actions, full = false, children }: PageProps) {
  useDocumentTitle(`${title} · ${config().app_name}`);
  return (
    <div className={full ? classes.full : classes.page}>
      <div className={classes.header}>
        <div className={classes.heading}>
          {crumb !== undefined && <div className={classes.crumb}>{crumb}</div>}
          <Group gap="xs" wrap="nowrap" className={classes.titleLine}>
            <Title order={1} className={classes.title}>{title}</Title>
            {badge}
          </Group>
          {lead !== undefined && <Text component="div" c="dimmed" mt={2}>{lead}</Text>}
        </div>
        {actions !== undefined && <Group gap="xs" className={classes.actions}>{actions}</Group>}
      </div>
      {children}
    </div>
  );
}
