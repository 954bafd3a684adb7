import { Text } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./blocks.module.css";

/** What this place will be, and the button that starts it. */
export function EmptyBlock({ icon: IconOf, title, text, action }: { icon: Icon; title: string; text?: string; action?: ReactNode }) {
  return (
    <div className={classes.block}>
      <span className={classes.badge}><IconOf size={24} stroke={1.5} aria-hidden /></span>
      <Text fw={600}>{title}</Text>
      {text !== undefined && <Text c="dimmed" maw={440} ta="center">{text}</Text>}
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </div>
  );
}
