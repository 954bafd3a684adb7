import { useNavigate } from "@tanstack/react-router";
import { IconFileImport } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAtLeast } from "@/app/me";
import { addFiles } from "./uploads";
import classes from "./upload.module.css";

/** A file may be dropped on any page; it starts an import. */
export function DropAnywhere() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayImport = useAtLeast("user");
  const [over, setOver] = useState(false);

  useEffect(() => {
    if (!mayImport) return undefined;
    let depth = 0;
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const leave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    // A place that takes files for itself says so.
    const taken = (event: DragEvent) => event.target instanceof Element && event.target.closest("[data-own-drop]") !== null;
    const stay = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(!taken(event));
    };
    const drop = (event: DragEvent) => {
      depth = 0;
      setOver(false);
      if (!carriesFiles(event) || taken(event)) return;
      event.preventDefault();
      addFiles([...(event.dataTransfer?.files ?? [])]);
      void navigate({ to: "/imports/new", search: (old) => ({ supplier: "supplier" in old && typeof old.supplier === "string" ? old.supplier : undefined }) });
    };
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragleave", leave);
    window.addEventListener("dragover", stay);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragenter", enter);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("dragover", stay);
      window.removeEventListener("drop", drop);
    };
  }, [mayImport, navigate]);

  if (!over) return null;
  return (
    <div className={classes.veil} aria-hidden>
      <div className={classes.veilBox}>
        <IconFileImport size={40} stroke={1.4} />
        <span>{t("upload.dropHere")}</span>
      </div>
    </div>
  );
}
