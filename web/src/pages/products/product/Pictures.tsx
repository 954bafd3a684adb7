import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Thumbnail } from "@/components/Thumbnail";
import classes from "./product.module.css";

export function Pictures({ images, name }: { images: string[]; name: string }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(0);
  return (
    <div>
      <div className={`panel ${classes.picture ?? ""}`} role="img" aria-label={images.length > 0 ? t("products.pictureOf", { name }) : t("products.noPicture")}>
        <Thumbnail src={images[chosen] ?? null} size="100%" />
      </div>
      {images.length > 1 && (
        <div className={classes.thumbs}>
          {images.map((image, i) => (
            <button key={image} type="button" aria-pressed={i === chosen} aria-label={t("products.pictureN", { n: i + 1 })} onClick={() => { setChosen(i); }}><Thumbnail src={image} size={52} /></button>
          ))}
        </div>
      )}
    </div>
  );
}
