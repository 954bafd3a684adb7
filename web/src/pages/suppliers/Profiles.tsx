import { Accordion, Badge, Group, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconTable } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { q } from "@/api/query";
import { EmptyBlock } from "@/components/EmptyBlock";
import { ErrorBlock } from "@/components/ErrorBlock";
import { MappingTable } from "@/components/MappingTable";
import { When } from "@/components/When";
import { useMaybeText } from "@/i18n/maybeText";

/** How this supplier's files are read; every change made a version. */
export function Profiles({ supplierId }: { supplierId: number }) {
  const { t } = useTranslation();
  const maybe = useMaybeText();
  const answer = useQuery(q("/suppliers/{id}/profiles", { path: { id: supplierId } }));
  if (answer.error && !answer.data) return <div className="panel"><ErrorBlock error={answer.error} onRetry={() => void answer.refetch()} /></div>;
  if (!answer.data) return <Skeleton height={180} radius="md" />;
  if (answer.data.data.length === 0) return <div className="panel"><EmptyBlock icon={IconTable} title={t("suppliers.noProfiles")} text={t("suppliers.noProfilesText")} /></div>;
  return (
    <Accordion variant="contained" radius="md" defaultValue={String(answer.data.data.find((p) => p.is_current)?.id)}>
      {answer.data.data.map((profile) => (
        <Accordion.Item key={profile.id} value={String(profile.id)}>
          <Accordion.Control>
            <Group gap="sm">
              <Text fw={550}>{profile.name === "default" ? t("suppliers.profileDefault") : profile.name}</Text>
              <Text c="dimmed" size="sm">{t("suppliers.versionN", { n: profile.version })} · <When at={profile.created_at} />{profile.created_by !== null && ` · ${profile.created_by}`}</Text>
              {profile.is_current && <Badge tt="none">{t("suppliers.current")}</Badge>}
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <Text size="sm" c="dimmed" mb="xs">
              {Object.entries(profile.structure).map(([name, value]) => [maybe(`suppliers.structure.${name}`), value] as const).filter(([name, value]) => name !== null && value !== null && value !== "").map(([name, value]) => `${name ?? ""}: ${value === "\t" ? t("mapping.delimiters.tab") : String(value)}`).join(" · ")}
            </Text>
            {Object.keys(profile.mapping).length > 0 ? <MappingTable mapping={profile.mapping} /> : <Text c="dimmed">{t("run.noMapping")}</Text>}
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
