import { Badge, Select, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { IconTable } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ProfileVersion, Supplier } from "@/api/model";
import { q } from "@/api/query";
import { useAtLeast } from "@/app/me";
import { EmptyBlock } from "@/components/EmptyBlock";
import { ErrorBlock } from "@/components/ErrorBlock";
import { When } from "@/components/When";
import { ImportProfile, ProfileActions, RulesButton } from "./ProfileActions";
import { VersionChanges } from "./VersionChanges";
import { VersionWhole } from "./VersionWhole";
import classes from "./profiles.module.css";

/** How this supplier's files are read. Every change made a version: what it changed, what it is as a whole, the way back to it. */
export function Profiles({ supplier }: { supplier: Supplier }) {
  const { t } = useTranslation();
  const mayEdit = useAtLeast("user");
  const search = useSearch({ from: "/app/suppliers/$id" });
  const navigate = useNavigate({ from: "/suppliers/$id" });
  const answer = useQuery(q("/suppliers/{id}/profiles", { path: { id: supplier.id } }));
  if (answer.error && !answer.data) return <div className="panel"><ErrorBlock error={answer.error} onRetry={() => void answer.refetch()} /></div>;
  if (!answer.data) return <div className={classes.layout}><Skeleton height={220} radius="md" /><Skeleton height={360} radius="md" /></div>;
  // The document describes the parts of a profile as plain objects.
  const all = answer.data.data as unknown as ProfileVersion[];
  if (all.length === 0) return <div className="panel"><EmptyBlock icon={IconTable} title={t("suppliers.noProfiles")} text={t("suppliers.noProfilesText")} action={mayEdit ? <ImportProfile supplier={supplier} /> : undefined} /></div>;

  const names = [...new Set(all.map((one) => one.name))];
  const name = names.find((one) => one === search.profile) ?? all.find((one) => one.is_current)?.name ?? names[0] ?? "";
  const versions = all.filter((one) => one.name === name).sort((a, b) => b.version - a.version);
  const shown = versions.find((one) => one.version === search.version) ?? versions.find((one) => one.is_current) ?? versions[0];
  if (!shown) return null;
  const others = versions.filter((one) => one.version !== shown.version);
  const against = others.find((one) => one.version === search.against) ?? others.find((one) => one.version < shown.version);
  const go = (change: { profile?: string; version?: number; against?: number | undefined }) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false });
  const nameOf = (one: string) => (one === "default" ? t("suppliers.profileDefault") : one);
  const label = (one: ProfileVersion) => t("profiles.version", { n: one.version });

  return (
    <div className={classes.layout}>
      <nav className={`panel ${classes.versions ?? ""}`} aria-label={t("profiles.versions")}>
        {names.length > 1 && <div className={classes.feed}><Select aria-label={t("profiles.feed")} allowDeselect={false} data={names.map((one) => ({ value: one, label: nameOf(one) }))} value={name} onChange={(value) => { if (value !== null) void navigate({ search: (old) => ({ ...old, profile: value, version: undefined, against: undefined }), replace: true }); }} /></div>}
        <ol>
          {versions.map((one) => (
            <li key={one.version}>
              <button type="button" className={classes.version} aria-current={one === shown || undefined} onClick={() => { go({ version: one.version, against: undefined }); }}>
                <span className={classes.versionName}>{label(one)}{one.is_current && <Badge tt="none" size="sm">{t("suppliers.current")}</Badge>}</span>
                <span className={classes.versionWho}><When at={one.created_at} /> · {one.created_by ?? t("profiles.byItself")}</span>
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <div className={`panel ${classes.body ?? ""}`}>
        <div className={classes.head}>
          <div>
            <Text component="h2" fw={600} size="lg">{nameOf(name)} · {label(shown)}</Text>
            <Text size="sm" c="dimmed">{shown.created_by === null ? t("profiles.learned") : t("profiles.madeBy", { who: shown.created_by })} <When at={shown.created_at} /></Text>
          </div>
          <ProfileActions supplier={supplier} version={shown} latest={versions[0]?.version ?? shown.version} mayEdit={mayEdit} />
        </div>
        {against && (
          <section className={classes.part}>
            <div className={classes.partHead}>
              <Text component="h3" fw={600}>{t("profiles.changedSince")}</Text>
              <Select size="xs" w={150} aria-label={t("profiles.compareWith")} allowDeselect={false} data={others.map((one) => ({ value: String(one.version), label: label(one) }))} value={String(against.version)} onChange={(value) => { go({ against: Number(value) }); }} />
            </div>
            <VersionChanges supplierId={supplier.id} name={name} from={against.version} to={shown.version} />
          </section>
        )}
        <VersionWhole version={shown} editRules={mayEdit && shown.is_current ? <RulesButton supplier={supplier} version={shown} /> : null} />
      </div>
    </div>
  );
}
