import { Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ProductRow } from "@/api/model";
import { productThen } from "@/app/links";
import { Thumbnail } from "@/components/Thumbnail";
import { useFormat } from "@/i18n/format";
import type { ProductsSearch } from "./productsSearch";
import classes from "./ProductGrid.module.css";

export function ProductCard({ product, search }: { product: ProductRow; search: ProductsSearch }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Link className={classes.card} {...productThen(product.id, search)}>
      <Thumbnail src={product.image} size={56} />
      <span style={{ minWidth: 0 }}>
        <Text component="span" display="block" fw={550} truncate>{product.name}</Text>
        <Text component="span" display="block" size="sm" c="dimmed" truncate className="num">{[product.ean ?? product.sku, product.brand?.name].filter(Boolean).join(" · ")}</Text>
        <Group gap={10} wrap="nowrap" className="num">
          <b>{format.money(product.best_cost, product.best_currency)}</b>
          <Text component="span" size="sm" c="dimmed" truncate>
            {t("products.offerCount", { count: product.offers, n: format.number(product.offers) })}
            {product.stock !== null && ` · ${t("products.inStockN", { n: format.number(product.stock) })}`}
          </Text>
        </Group>
      </span>
    </Link>
  );
}
