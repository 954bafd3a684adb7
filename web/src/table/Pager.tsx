import { Group, Pagination, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Meta } from "@/api/model";
import { usePhone } from "@/app/usePhone";
import { useFormat } from "@/i18n/format";

export function Pager({ meta, onPage }: { meta: Meta; onPage: (page: number) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const phone = usePhone();
  const first = (meta.page - 1) * meta.per_page + 1;
  const last = Math.min(meta.page * meta.per_page, meta.total);
  const total = (meta.total_exact === false ? "≈ " : "") + format.number(meta.total);
  return (
    <Group justify="space-between" mt="sm">
      <Text size="sm" c="dimmed" className="num">{t("table.range", { first: format.number(first), last: format.number(last), total })}</Text>
      {meta.total_pages > 1 && (
        <Pagination
          size="sm"
          total={meta.total_pages}
          value={meta.page}
          onChange={onPage}
          siblings={phone ? 0 : 1}
          getItemProps={(page) => ({ "aria-label": t("table.page", { page: format.number(page) }) })}
          getControlProps={(control) => ({ "aria-label": t(`table.${control}`) })}
        />
      )}
    </Group>
  );
}
