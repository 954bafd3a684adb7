#!/usr/bin/env python3
"""Makes the sample suppliers' files: three suppliers of one range of goods, each with its own habits and mistakes.

usage: samples/make.py        writes beside itself; the same files every time. Needs openpyxl (PyPI).

  electro-nord-1.csv, -2.csv  French, windows-1252, semicolons, two lines above the header, decimal commas, "12+",
                              an EAN destroyed by a spreadsheet, a wrong check digit, a line without a reference,
                              a reference that comes twice. The second file is the next day's: prices and stock moved.
  nordwerk.xlsx               German workbook: a title row, Ja/Nein stock, "1.234,50 €", a second sheet of notes.
  casa-viva.xml               Spanish XML: values in attributes and children, a price with its currency, categories by path.
"""
import random
from pathlib import Path

HERE = Path(__file__).resolve().parent

GOODS = [  # French, German, Spanish; category in each; net cost from, to; weight kg
    (("Perceuse visseuse sans fil", "Akku-Bohrschrauber", "Taladro atornillador"), ("Outillage/Électroportatif", "Werkzeug/Elektrowerkzeug", "Herramientas/Eléctricas"), 38, 210, 1.6),
    (("Meuleuse d'angle", "Winkelschleifer", "Amoladora angular"), ("Outillage/Électroportatif", "Werkzeug/Elektrowerkzeug", "Herramientas/Eléctricas"), 29, 140, 2.1),
    (("Coffret de tournevis", "Schraubendreher-Satz", "Juego de destornilladores"), ("Outillage/À main", "Werkzeug/Handwerkzeug", "Herramientas/Manuales"), 7, 46, 0.8),
    (("Clé dynamométrique", "Drehmomentschlüssel", "Llave dinamométrica"), ("Outillage/À main", "Werkzeug/Handwerkzeug", "Herramientas/Manuales"), 24, 95, 1.3),
    (("Projecteur LED", "LED-Strahler", "Proyector LED"), ("Éclairage/Chantier", "Beleuchtung/Baustelle", "Iluminación/Obra"), 14, 88, 1.9),
    (("Lampe frontale", "Stirnlampe", "Linterna frontal"), ("Éclairage/Portable", "Beleuchtung/Tragbar", "Iluminación/Portátil"), 8, 52, 0.1),
    (("Enrouleur de câble", "Kabeltrommel", "Enrollador de cable"), ("Électricité/Rallonges", "Elektro/Verlängerung", "Electricidad/Prolongadores"), 19, 120, 5.4),
    (("Disjoncteur modulaire", "Leitungsschutzschalter", "Interruptor automático"), ("Électricité/Tableau", "Elektro/Verteilung", "Electricidad/Cuadro"), 4, 38, 0.2),
    (("Interrupteur encastré", "Unterputz-Schalter", "Interruptor empotrado"), ("Électricité/Appareillage", "Elektro/Schalter", "Electricidad/Mecanismos"), 2, 19, 0.1),
    (("Multimètre numérique", "Digital-Multimeter", "Multímetro digital"), ("Mesure/Électrique", "Messtechnik/Elektrisch", "Medición/Eléctrica"), 16, 180, 0.4),
    (("Niveau laser", "Kreuzlinienlaser", "Nivel láser"), ("Mesure/Laser", "Messtechnik/Laser", "Medición/Láser"), 34, 260, 0.9),
    (("Gants de protection", "Schutzhandschuhe", "Guantes de protección"), ("Protection/Mains", "Arbeitsschutz/Hände", "Protección/Manos"), 1, 14, 0.1),
]
BRANDS = ["Voltéa", "Kraftwerk Süd", "Toolmax", "Lumiko", "Brixen", "Orvane", "Feltrin", "Nordal"]
VARIANTS = ["12 V", "18 V", "230 V", "XL", "Pro", "Compact", "IP65", "2 pièces", "Série 5", "Série 7"]

def ean13(number):
    digits = f"{377000000000 + number:012d}"
    return digits + str((10 - sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10) % 10)

def goods():
    dice, made = random.Random(20260301), []
    for number in range(420):
        names, categories, low, high, weight = GOODS[number % len(GOODS)]
        brand, variant = dice.choice(BRANDS), dice.choice(VARIANTS)
        model = f"{brand[:2].upper()}{dice.randint(100, 999)}{dice.choice('ABCDEX')}"
        cost = round(dice.uniform(low, high), 2)
        made.append(dict(number=number, names=names, categories=categories, brand=brand, model=model, variant=variant,
                         cost=cost, retail=round(cost * dice.uniform(1.35, 1.9), 2), stock=max(0, int(dice.gauss(40, 35))),
                         weight=round(weight * dice.uniform(0.8, 1.3), 2), ean=ean13(number * 7 + 11)))
    return made

def name(article, language):
    return f"{article['names'][language]} {article['brand']} {article['model']} {article['variant']}"

def french(number, decimals=2):
    return f"{number:,.{decimals}f}".replace(",", " ").replace(".", ",")

def electro_nord(articles, path, day):
    dice = random.Random(day)
    lines = ["ÉLECTRO-NORD SA;;;;;;;;;", f"Tarif professionnel du {day:02d}/03/2026 ; prix HT en euros;;;;;;;;",
             "Référence;Code EAN;Désignation;Marque;Réf. fabricant;Famille;Prix HT;Prix public TTC;Stock;Poids (kg)"]
    for article in articles[:330]:
        cost, stock = article["cost"], article["stock"]
        if day > 1:  # the next day: some prices move, some goods sell
            if dice.random() < 0.18: cost = round(cost * dice.choice([0.92, 0.95, 1.03, 1.06, 1.12]), 2)
            if dice.random() < 0.45: stock = max(0, stock + dice.randint(-18, 6))
        ean, reference = article["ean"], f"EN-{article['number'] + 10001}"
        if article["number"] == 17: ean = "3,77E+12"
        if article["number"] == 44: ean = ean[:-1] + str((int(ean[-1]) + 3) % 10)
        if article["number"] == 90: reference = ""
        if article["number"] == 131: cost_text = "sur demande"
        else: cost_text = french(cost)
        stock_text = "100+" if stock > 100 else str(stock)
        lines.append(";".join([reference, ean, name(article, 0), article["brand"], article["model"], article["categories"][0],
                               cost_text, french(article["retail"]), stock_text, french(article["weight"])]))
        if article["number"] == 200: lines.append(lines[-1])
    if day > 1:  # what is new
        for article in articles[330:352]:
            lines.append(";".join([f"EN-{article['number'] + 10001}", article["ean"], name(article, 0), article["brand"], article["model"],
                                   article["categories"][0], french(article["cost"]), french(article["retail"]), str(article["stock"]), french(article["weight"])]))
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("cp1252"))

def nordwerk(articles, path):
    from openpyxl import Workbook
    dice, book = random.Random(5), Workbook()
    sheet = book.active
    sheet.title = "Preisliste"
    sheet.append(["Nordwerk Großhandel GmbH – Händlerpreisliste Frühjahr 2026"])
    sheet.append([])
    sheet.append(["Artikelnummer", "EAN", "Bezeichnung", "Hersteller", "Hersteller-Nr.", "Warengruppe", "EK netto", "UVP brutto", "Lagerbestand", "VPE", "Gewicht kg"])
    for article in articles[120:300]:
        cost = round(article["cost"] * dice.uniform(0.88, 1.12), 2)
        money = f"{cost:,.2f}".replace(",", "X").replace(".", ",").replace("X", ".") + " €"
        sheet.append([f"{70000 + article['number']:07d}", article["ean"], name(article, 1), article["brand"], article["model"], article["categories"][1],
                      money, article["retail"], dice.choice([0, 3, 12, 48, 150]), dice.choice([1, 1, 5, 10]), article["weight"]])
    notes = book.create_sheet("Hinweise")
    notes.append(["Alle Preise zuzüglich Mehrwertsteuer. Irrtum vorbehalten."])
    book.properties.created = book.properties.modified = __import__("datetime").datetime(2026, 3, 1)
    book.save(path)

def casa_viva(articles, path):
    from xml.sax.saxutils import escape, quoteattr
    dice = random.Random(9)
    out = ['<?xml version="1.0" encoding="UTF-8"?>', '<catalogo proveedor="Casa Viva Suministros" moneda="EUR">', "  <productos>"]
    for article in articles[240:400]:
        cost = round(article["cost"] * dice.uniform(0.85, 1.2), 2)
        out.append(f'    <producto referencia="CV{article["number"]:05d}" stock="{dice.randint(0, 80)}">')
        out.append(f"      <ean>{article['ean']}</ean>")
        out.append(f"      <nombre>{escape(name(article, 2))}</nombre>")
        out.append(f"      <marca>{escape(article['brand'])}</marca>")
        out.append(f"      <categoria>{escape(article['categories'][2].replace('/', ' > '))}</categoria>")
        out.append(f'      <precio moneda="EUR">{cost:.2f}</precio>')
        out.append(f"      <pvp>{article['retail']:.2f}</pvp>")
        out.append(f"      <descripcion><![CDATA[<p>{escape(name(article, 2))}. <b>Garantía</b> de 2 años.</p>]]></descripcion>")
        out.append("    </producto>")
    out += ["  </productos>", "</catalogo>"]
    path.write_text("\n".join(out) + "\n", encoding="utf-8")

def main():
    articles = goods()
    electro_nord(articles, HERE / "electro-nord-1.csv", 1)
    electro_nord(articles, HERE / "electro-nord-2.csv", 2)
    nordwerk(articles, HERE / "nordwerk.xlsx")
    casa_viva(articles, HERE / "casa-viva.xml")

if __name__ == "__main__":
    main()
