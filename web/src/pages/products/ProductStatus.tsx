import { IconArchive, IconCircleCheck, IconCircleMinus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ProductStatus as Status } from "@/api/model";

const ICONS = { active: IconCircleCheck, discontinued: IconCircleMinus, archived: IconArchive } as const;
const COLORS = { active: "var(--app-good)", discontinued: "var(--app-waiting)", archived: "var(--app-quiet)" } as const;

export function ProductStatus({ status }: { status: Status }) {
  const { t } = useTranslation();
  const IconOf = ICONS[status];
  return (
    <span className="nowrap" style={{ display: "inline-flex", alignItems: "center", gap: 5, color: COLORS[status], fontSize: 13, fontWeight: 500 }}>
      <IconOf size={15} stroke={2} aria-hidden />
      {t(`products.status.${status}`)}
    </span>
  );
}
