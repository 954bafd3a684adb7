import { Button, Menu, Text } from "@mantine/core";
import {
  IconAbc, IconArrowsJoin, IconBan, IconBackspace, IconCoin, IconDecimal, IconLanguage, IconLetterCase, IconMathFunction, IconPercentage, IconPlus, IconRegex, IconReplace, IconScale, IconScissors, IconSpace, IconX, type Icon,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { OpName } from "@/api/model";
import { groupsFor, likelyFor } from "./steps";
import classes from "./transforms.module.css";

const ICONS: Record<OpName, Icon> = {
  trim: IconSpace, case: IconLetterCase, replace: IconReplace, regex: IconRegex, split: IconScissors, join: IconArrowsJoin, lookup: IconLanguage, default: IconAbc, multiply: IconX, add: IconPlus,
  round: IconDecimal, unit: IconScale, currency: IconCoin, vat: IconPercentage, set: IconMathFunction, clear: IconBackspace, reject: IconBan,
};

interface AddStepProps {
  field: string;
  onAdd: (op: OpName) => void;
  /** The first step: the likeliest ones are buttons of their own. */
  first: boolean;
}

export function AddStep({ field, onAdd, first }: AddStepProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.adding}>
      {first && (
        <div className={classes.likely}>
          <Text size="xs" c="dimmed">{t("transforms.likely")}</Text>
          {likelyFor(field).map((op) => {
            const IconOf = ICONS[op];
            return <Button key={op} size="compact-sm" variant="default" leftSection={<IconOf size={14} />} onClick={() => { onAdd(op); }}>{t(`transforms.ops.${op}.name`)}</Button>;
          })}
        </div>
      )}
      <Menu position="bottom-start" width={330} withinPortal>
        <Menu.Target><Button variant={first ? "filled" : "default"} leftSection={<IconPlus size={16} />}>{t("transforms.add")}</Button></Menu.Target>
        <Menu.Dropdown className={classes.menu}>
          {groupsFor(field).map((group) => [
            <Menu.Label key={group.name}>{t(`transforms.groups.${group.name}`)}</Menu.Label>,
            ...group.ops.map((op) => {
              const IconOf = ICONS[op];
              return (
                <Menu.Item key={op} leftSection={<IconOf size={16} stroke={1.6} />} onClick={() => { onAdd(op); }}>
                  {t(`transforms.ops.${op}.name`)}
                  <Text component="span" display="block" size="xs" c="dimmed">{t(`transforms.ops.${op}.help`)}</Text>
                </Menu.Item>
              );
            }),
          ])}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
