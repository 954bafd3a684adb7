import { Kbd, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { modKey } from "./keys";

export function KeyboardHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const rows: [string[], string][] = [
    [[modKey(), "K"], t("shell.keys.palette")],
    [["/"], t("shell.keys.search")],
    [["j", "k"], t("shell.keys.move")],
    [["Enter"], t("shell.keys.open")],
    [["x"], t("shell.keys.select")],
    [["Esc"], t("shell.keys.close")],
    [["?"], t("shell.keys.help")],
  ];
  return (
    <Modal opened={opened} onClose={onClose} title={t("shell.keyboard")} closeButtonProps={{ "aria-label": t("common.close") }}>
      <table style={{ width: "100%", borderCollapse: "collapse" }}>
        <tbody>
          {rows.map(([keys, text]) => (
            <tr key={text}>
              <th scope="row" style={{ textAlign: "left", padding: "6px 0", width: 130 }}>
                {keys.map((key) => <Kbd key={key} mr={4}>{key}</Kbd>)}
              </th>
              <td>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}
