import { IconArrowLeft } from "@tabler/icons-react";
import type { Mapping } from "@/api/model";
import { FactList } from "./FactList";
import { useFieldName } from "./FieldChanges";

/** Our fields and the columns they are read from. */
export function MappingTable({ mapping }: { mapping: Mapping }) {
  const fieldName = useFieldName();
  return (
    <FactList
      facts={Object.entries(mapping).map(([field, column]) => [
        fieldName(field),
        <span key={field}><IconArrowLeft size={13} aria-hidden style={{ color: "var(--app-quiet)", marginRight: 6, verticalAlign: -2 }} />{[column.source, ...(column.also ?? [])].join(" + ")}</span>,
      ])}
    />
  );
}
