import { ActionIcon, Button, Group, Menu, Select, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconDots, IconKey, IconPlus, IconUserOff, IconUsers, IconUserCheck } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { Role, User } from "@/api/model";
import { list } from "@/api/query";
import { ROLES, useMe } from "@/app/me";
import { ConfirmModal } from "@/components/ConfirmModal";
import { EmptyBlock } from "@/components/EmptyBlock";
import { notifyProblem } from "@/components/notify";
import { Page } from "@/components/Page";
import { useProblemText } from "@/components/problemText";
import { SecretModal } from "@/components/SecretModal";
import { When } from "@/components/When";
import { useFormat } from "@/i18n/format";
import { DataTable } from "@/table/DataTable";
import type { Col } from "@/table/columns";
import { UserForm } from "./UserForm";

interface Secret {
  user: string;
  password: string;
}

export function UsersPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const [page, setPage] = useState(1);
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<Secret | null>(null);
  const answer = useQuery({ ...list("/users", { query: { page, per_page: 50 } }), enabled: me.role === "admin" });
  const columns = useMemo<Col<User>[]>(
    () => [
      { id: "name", header: t("users.name"), cell: (user) => <><Text fw={550} component="span">{user.name}</Text>{user.id === me.id && <Text component="span" size="sm" c="dimmed"> · {t("users.you")}</Text>}</> },
      { id: "email", header: t("login.email"), cell: (user) => user.email },
      { id: "role", header: t("users.role"), width: 190, cell: (user) => <RoleSelect user={user} /> },
      { id: "state", header: t("fields.status"), width: 120, cell: (user) => (user.is_active ? t("users.active") : <span className="quiet">{t("users.disabled")}</span>) },
      { id: "last", header: t("users.lastLogin"), align: "right", width: 140, cell: (user) => <When at={user.last_login_at} fallback={t("dashboard.never")} /> },
      { id: "act", header: t("common.actions"), quietHeader: true, align: "right", width: 60, cell: (user) => <UserActions user={user} onSecret={setSecret} /> },
    ],
    [t, me.id],
  );
  if (me.role !== "admin") return <Page title={t("users.title")}><div className="panel"><EmptyBlock icon={IconUsers} title={t("problems.forbidden")} /></div></Page>;
  const total = answer.data?.meta.total;
  return (
    <Page title={t("users.title")} lead={total === undefined ? " " : t("users.lead", { count: total, n: format.number(total) })} actions={<Button leftSection={<IconPlus size={16} />} onClick={() => { setAdding(true); }}>{t("users.add")}</Button>}>
      <DataTable
        label={t("users.title")}
        columns={columns}
        answer={answer}
        rowKey={(user) => user.id}
        onPage={setPage}
        card={(user) => (
          <Group justify="space-between" wrap="nowrap" align="flex-start">
            <div style={{ minWidth: 0 }}>
              <Text fw={550}>{user.name}</Text>
              <Text size="sm" c="dimmed" truncate>{user.email}</Text>
              <Text size="sm" c="dimmed">{t(`users.roles.${user.role}`)}{!user.is_active && ` · ${t("users.disabled")}`}</Text>
            </div>
            <UserActions user={user} onSecret={setSecret} />
          </Group>
        )}
        empty={<EmptyBlock icon={IconUsers} title={t("users.none")} />}
      />
      <UserForm opened={adding} onClose={() => { setAdding(false); }} onCreated={(user) => { if (user.password !== undefined) setSecret({ user: user.email, password: user.password }); }} />
      {secret && <SecretModal title={t("users.passwordFor", { user: secret.user })} text={t("users.passwordOnce")} secret={secret.password} onClose={() => { setSecret(null); }} />}
    </Page>
  );
}

function usePatchUser(user: User) {
  const client = useQueryClient();
  const textOf = useProblemText();
  return useMutation({
    mutationFn: (body: { role?: Role; is_active?: boolean }) => unwrap(api().PATCH("/users/{id}", { params: { path: { id: user.id } }, body })),
    onSettled: () => void client.invalidateQueries({ queryKey: ["/users"] }),
    onError: (error) => { notifyProblem(textOf(error)); },
  });
}

function RoleSelect({ user }: { user: User }) {
  const { t } = useTranslation();
  const patch = usePatchUser(user);
  return (
    <Select
      size="xs"
      allowDeselect={false}
      aria-label={t("users.roleOf", { name: user.name })}
      data={ROLES.map((role) => ({ value: role, label: t(`users.roles.${role}`) }))}
      value={patch.isPending ? (patch.variables.role ?? user.role) : user.role}
      onChange={(value) => { const role = ROLES.find((r) => r === value); if (role && role !== user.role) patch.mutate({ role }); }}
    />
  );
}

function UserActions({ user, onSecret }: { user: User; onSecret: (secret: Secret) => void }) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const patch = usePatchUser(user);
  const [asking, setAsking] = useState<"reset" | "disable" | null>(null);
  const reset = useMutation({
    mutationFn: () => unwrap(api().POST("/users/{id}/reset-password", { params: { path: { id: user.id } } })),
    onSuccess: ({ password }) => { onSecret({ user: user.email, password }); },
    onError: (error) => { notifyProblem(textOf(error)); },
    onSettled: () => { setAsking(null); },
  });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target><ActionIcon aria-label={t("users.actionsOf", { name: user.name })}><IconDots size={18} /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconKey size={16} />} onClick={() => { setAsking("reset"); }}>{t("users.reset")}</Menu.Item>
          {user.is_active ? (
            <Menu.Item leftSection={<IconUserOff size={16} />} onClick={() => { setAsking("disable"); }}>{t("users.disable")}</Menu.Item>
          ) : (
            <Menu.Item leftSection={<IconUserCheck size={16} />} onClick={() => { patch.mutate({ is_active: true }); }}>{t("users.enable")}</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {asking === "reset" && <ConfirmModal title={t("users.resetTitle", { name: user.name })} confirm={t("users.reset")} busy={reset.isPending} onConfirm={() => { reset.mutate(); }} onClose={() => { setAsking(null); }}>{t("users.resetText")}</ConfirmModal>}
      {asking === "disable" && <ConfirmModal title={t("users.disableTitle", { name: user.name })} confirm={t("users.disable")} danger onConfirm={() => { patch.mutate({ is_active: false }); setAsking(null); }} onClose={() => { setAsking(null); }}>{t("users.disableText")}</ConfirmModal>}
    </>
  );
}
