use super::*;
use crate::structure::Container;

fn structure(format: Format, header_row: u32) -> Structure {
    Structure {
        container: Container::None,
        format,
        encoding: "utf-8".into(),
        delimiter: Some(';'),
        quote: None,
        sheet: None,
        header_row,
        header_rows: u32::from(header_row > 0),
        record_path: None,
        decimal: DecimalStyle::Auto,
        columns: Vec::new(),
    }
}

/// A table from its lines, cells parted by `|`.
fn columns(lines: &[&str]) -> Vec<ColumnProfile> {
    let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split('|').collect()).collect();
    (0..rows[0].len())
        .map(|index| ColumnProfile {
            index,
            name: rows[0][index].to_owned(),
            values: rows[1..].iter().map(|row| row.get(index).copied().unwrap_or("").to_owned()).collect(),
        })
        .collect()
}

fn proposed(proposal: &Proposal) -> Vec<(Field, &str)> {
    proposal.mapping.fields.iter().map(|(&field, source)| (field, source.source.as_str())).collect()
}

fn of_table(lines: &[&str]) -> Proposal {
    propose(&structure(Format::Csv, 1), &columns(lines))
}

#[test]
fn a_french_price_list() {
    let proposal = of_table(&[
        "Réf.|Désignation|Marque|Famille|Code EAN|Prix HT|PVC TTC|Qté dispo|Colisage|Photo",
        "A-100|Lampe de bureau LED|Lumia|Luminaires|4006381333931|12,50|24,90|15|6|https://x.example/a.jpg",
        "A-101|Ampoule E27 blanc chaud|Lumia|Luminaires|4006381333948|1,20|2,90|1 250|10|https://x.example/b.jpg",
        "A-102|Multiprise 6 prises|Elec|Électricité|4006381333955|8,00|15,90|0|1|https://x.example/c.jpg",
    ]);
    assert_eq!(
        proposed(&proposal),
        [
            (Field::SupplierSku, "Réf."),
            (Field::Name, "Désignation"),
            (Field::Ean, "Code EAN"),
            (Field::Brand, "Marque"),
            (Field::Category, "Famille"),
            (Field::Price, "Prix HT"),
            (Field::RetailPrice, "PVC TTC"),
            (Field::Stock, "Qté dispo"),
            (Field::Images, "Photo"),
            (Field::Pack, "Colisage"),
        ]
    );
    assert_eq!(proposal.decimal, DecimalStyle::Comma);
    assert_eq!(proposal.warnings, []);
    let price = proposal.mapping.get(Field::Price).unwrap();
    assert_eq!(
        (price.index, price.reason.as_str()),
        (Some(5), "header says \"Prix HT\"; 100 % of values are amounts with decimals")
    );
    assert!(price.confidence > 0.8 && price.confidence <= 1.0);
}

#[test]
fn german_abbreviations() {
    let proposal = of_table(&[
        "ArtNr;Alt|Artikelnummer|Artikeltext1|Barcode|KoliBarcode|vkNetto|vkBrutto|Lagerbestand|MwSt",
        "x|1001|Apfelsaft 1 l|4006381333931|14006381333938|1,50|1,79|12|19",
        "y|1002|Birnensaft 1 l|4006381333948|14006381333945|1,60|1,90|3|19",
        "z|1003|Traubensaft 1 l|4006381333955|14006381333952|1,70|2,02|0|19",
    ]);
    let mapping = &proposal.mapping;
    for (field, source) in [
        (Field::SupplierSku, "Artikelnummer"),
        (Field::Name, "Artikeltext1"),
        (Field::Ean, "Barcode"),
        (Field::Price, "vkNetto"),
        (Field::RetailPrice, "vkBrutto"),
        (Field::Stock, "Lagerbestand"),
    ] {
        assert_eq!(mapping.get(field).map(|source| source.source.as_str()), Some(source), "{field}");
    }
}

#[test]
fn the_only_price_of_a_list_is_ours_and_of_a_shop_the_customers() {
    let list = of_table(&["Code|Name|Price", "1|Hammer|10.5", "2|Saw|12.5", "3|Nail box|3.5"]);
    assert_eq!(
        proposed(&list),
        [(Field::SupplierSku, "Code"), (Field::Name, "Name"), (Field::Price, "Price")]
    );
    let shop = of_table(&[
        "sku|name|price|meta_title|product_url",
        "1|Hammer|10.5|Hammer|https://x.example/1",
        "2|Saw|12.5|Saw|https://x.example/2",
        "3|Nail box|3.5|Nails|https://x.example/3",
    ]);
    assert_eq!(shop.mapping.get(Field::RetailPrice).map(|source| source.source.as_str()), Some("price"));
    assert_eq!(shop.mapping.get(Field::Price), None);
}

#[test]
fn amounts_tell_two_prices_apart() {
    let lines = ["Code|Name|Price A|Price B", "1|Hammer|20.5|10.5", "2|Saw|25.5|12.5", "3|Nail box|7.5|3.5"];
    let mapping = of_table(&lines).mapping;
    assert_eq!(mapping.get(Field::Price).unwrap().source, "Price B");
    assert_eq!(mapping.get(Field::RetailPrice).unwrap().source, "Price A");
}

#[test]
fn values_speak_where_headers_dont() {
    let proposal = propose(
        &structure(Format::Csv, 0),
        &columns(&[
            "column_1|column_2|column_3|column_4",
            "A100|Lampe de bureau LED|4006381333931|12.50",
            "A101|Ampoule E27 blanc|4006381333948|1.20",
            "A102|Multiprise six prises|4006381333955|8.05",
            "A103|Rallonge de cinq mètres|4006381333962|9.15",
            "A104|Interrupteur à tirette|4006381333979|4.95",
        ]),
    );
    assert_eq!(
        proposed(&proposal),
        [
            (Field::SupplierSku, "column_1"),
            (Field::Name, "column_2"),
            (Field::Ean, "column_3"),
            (Field::Price, "column_4")
        ]
    );
}

#[test]
fn several_columns_for_one_field() {
    let proposal = of_table(&[
        "sku|name|category1|category2|image1|image2|image_alt",
        "1|Hammer|Tools|Hammers|https://x.example/1.jpg|https://x.example/1b.jpg|Hammer",
        "2|Saw|Tools|Saws|https://x.example/2.jpg|https://x.example/2b.jpg|Saw",
        "3|Nail box|Fixings|Nails|https://x.example/3.jpg|https://x.example/3b.jpg|Nails",
    ]);
    let category = proposal.mapping.get(Field::Category).unwrap();
    assert_eq!(
        (category.source.as_str(), category.also.as_slice()),
        ("category1", &["category2".to_owned()][..])
    );
    let images = proposal.mapping.get(Field::Images).unwrap();
    assert_eq!((images.source.as_str(), images.also.as_slice()), ("image1", &["image2".to_owned()][..]));
}

#[test]
fn paths_of_a_tree() {
    let proposal = propose(
        &structure(Format::Xml, 0),
        &columns(&[
            "@id|@price|@stock|cat|name|attrs/a[@name='Producent']|attrs/a[@name='Kod producenta']|imgs/main/@url",
            "1|39.90|4|Lampy/Biurkowe|Lampa biurkowa|Lumia|L-1|https://x.example/1.jpg",
            "2|29.90|0|Lampy/Stojące|Lampa stojąca|Lumia|L-2|https://x.example/2.jpg",
        ]),
    );
    let mapping = &proposal.mapping;
    for (field, source) in [
        (Field::SupplierSku, "@id"),
        (Field::Name, "name"),
        (Field::Brand, "attrs/a[@name='Producent']"),
        (Field::Mpn, "attrs/a[@name='Kod producenta']"),
        (Field::Category, "cat"),
        (Field::Stock, "@stock"),
        (Field::Images, "imgs/main/@url"),
    ] {
        assert_eq!(
            mapping.get(field).map(|source| (source.source.as_str(), source.index)),
            Some((source, None)),
            "{field}"
        );
    }
}

#[test]
fn what_is_no_catalogue() {
    for lines in [
        &[
            "loc|lastmod|changefreq|priority",
            "https://x.example/a|2026-01-01|daily|0.5",
            "https://x.example/b|2026-01-02|daily|0.5",
        ][..],
        &["Date|Account|Balance", "2026-01-01|Main|100.00", "2026-01-02|Main|120.00"],
        &["première|second|troisième", "a|b|c"],
    ] {
        let proposal = of_table(lines);
        assert_eq!(proposed(&proposal), [], "{}", lines[0]);
        assert_eq!(proposal.warnings[0].code, "not_a_catalogue");
    }
    assert_eq!(propose(&structure(Format::Csv, 1), &[]).warnings[0].code, "not_a_catalogue");
}

#[test]
fn rounded_gtins_are_warned_of() {
    let proposal = of_table(&[
        "Artikelnummer|Bezeichnung|EAN|Preis",
        "1|Apfelsaft|5,45E+12|1,5",
        "2|Birnensaft|5,45E+12|1,6",
        "3|Traubensaft|4006381333931|1,7",
    ]);
    assert_eq!(proposal.warnings.iter().map(|warning| warning.code).collect::<Vec<_>>(), ["rounded_gtins"]);
}

/// The headers of layouts that shops, marketplaces and distributors use, and what they hold; headers without `=` hold
/// nothing that we know.
#[test]
fn headers_of_many_layouts() {
    check(
        structure(Format::Csv, 1),
        &[
            // BigCommerce
            "Item Type|Product ID|Product Name=name|Product Type|Product Code/SKU=supplier_sku|Bin Picking Number|Brand Name=brand|\
         Product Description=description|Price=retail_price|Cost Price=price|Sale Price|Product Weight=weight|Product Width|\
         Current Stock Level=stock|Low Stock Level|Category=category|Product Image File - 1=images|Search Keywords|Meta Description|\
         Product UPC/EAN=ean|Manufacturer Part Number=mpn",
            // OpenCart
            "product_id|name(en-gb)=name|categories=category|sku=supplier_sku|upc|ean=ean|mpn=mpn|quantity=stock|model|\
         manufacturer=brand|image_name=images|price=retail_price|weight=weight|weight_unit|seo_keyword(en-gb)|description(en-gb)=description|\
         meta_title(en-gb)",
            // Squarespace
            "Product ID [Non Editable]|Variant ID [Non Editable]|Product Type|Product Page|Product URL|Title=name|Description=description|\
         SKU=supplier_sku|Option Name 1|Option Value 1|Price=retail_price|Sale Price|On Sale|Stock=stock|Categories=category|Tags|\
         Weight=weight|Length|Hosted Image URLs=images",
            // Amazon inventory report
            "item-name=name|item-description=description|listing-id|seller-sku=supplier_sku|price=price|quantity=stock|open-date|image-url=images|\
         item-is-marketplace|product-id-type|zshop-shipping-fee|item-note|item-condition|asin1|product-id|fulfillment-channel",
            // A computer distributor, in English
            "ProductID=supplier_sku|ManufacturerPartNumber=mpn|Description=name|NetPrice=price|RetailPrice=retail_price|\
         AvailableQuantity=stock|EuropeanArticleNumber=ean|Manufacturer=brand|Category=category|Weight=weight",
            // The same in German
            "Artikelnummer=supplier_sku|Herstellerartikelnummer=mpn|Hersteller=brand|Artikelbezeichnung=name|Langtext=description|\
         HEK=price|UVP=retail_price|Lagerbestand=stock|EAN-Code=ean|Warengruppe=category|Bruttogewicht (kg)=weight|VPE=pack|\
         Mindestbestellmenge=moq|Lieferzeit (Tage)=lead_time|Zolltarifnummer|Ursprungsland|Bild-URL=images",
            // A tool wholesaler, in French
            "Référence fournisseur=supplier_sku|Gencod=ean|Désignation longue=name|Marque=brand|Famille=category|Tarif HT=price|Éco-part. HT|\
         Prix public conseillé TTC=retail_price|Stock disponible=stock|Poids brut (kg)=weight|Colisage=pack|Délai (jours)|\
         Lien photo=images|Réf. fabricant=mpn|Code douanier",
            // Spanish
            "Código=supplier_sku|Descripción=name|Código de barras=ean|Marca=brand|Familia=category|Precio coste=price|PVP recomendado=retail_price|\
         IVA|Existencias=stock|Peso=weight|Unidades por caja=pack|Foto=images",
            // Italian
            "Codice articolo=supplier_sku|Descrizione=name|Codice EAN=ean|Marchio=brand|Categoria=category|Prezzo netto=price|\
         Prezzo al pubblico=retail_price|Giacenza=stock|Peso lordo kg=weight|Confezione=pack|Immagine=images|Aliquota IVA",
            // Dutch
            "Artikelnummer=supplier_sku|Omschrijving=name|EAN=ean|Merk=brand|Productgroep=category|Inkoopprijs=price|Adviesprijs=retail_price|\
         Voorraad=stock|Gewicht=weight|Levertijd=lead_time|Afbeelding=images|BTW",
            // Polish
            "Kod produktu=supplier_sku|Nazwa produktu=name|Opis=description|Kod EAN=ean|Producent=brand|Kategoria=category|\
         Cena zakupu netto=price|Cena detaliczna brutto=retail_price|Stan magazynowy=stock|Waga=weight|Zdjęcie=images|Stawka VAT",
            // Czech
            "Kód zboží=supplier_sku|Název=name|Popis=description|EAN=ean|Výrobce=brand|Kategorie=category|Nákupní cena=price|\
         Prodejní cena s DPH=retail_price|Skladem=stock|Hmotnost=weight|Obrázek=images|Měna=currency",
            // Ukrainian
            "Артикул=supplier_sku|Назва товару=name|Опис=description|Штрихкод=ean|Виробник=brand|Категорія=category|Закупівельна ціна=price|\
         Роздрібна ціна=retail_price|Валюта=currency|Залишок=stock|Вага, кг=weight|Фото=images",
            // Russian
            "Код товара=supplier_sku|Наименование=name|Описание=description|Штрих-код=ean|Производитель=brand|Группа=category|\
         Оптовая цена=price|РРЦ=retail_price|Остаток на складе=stock|Вес=weight|Изображение=images|Единица измерения",
            // Portuguese
            "Referência=supplier_sku|Designação=name|Descrição=description|Código de barras=ean|Marca=brand|Família=category|Preço de custo=price|\
         PVP=retail_price|Moeda=currency|Disponibilidade=stock|Peso (kg)=weight|Imagem=images",
            // Swedish
            "Artikelnr=supplier_sku|Benämning=name|Beskrivning=description|Streckkod=ean|Varumärke=brand|Varugrupp=category|Inköpspris=price|\
         Rek. pris=retail_price|Valuta=currency|Lagersaldo=stock|Vikt=weight|Bild=images",
            // An e-procurement catalogue
            "Supplier Part ID=supplier_sku|Manufacturer Part ID=mpn|Item Description=name|SPSC Code|Unit Price=price|Unit of Measure|\
         Lead Time=lead_time|Manufacturer Name=brand|Currency=currency|Image=images",
            // A marketplace's offer file
            "ean=ean|condition|price=price|currency=currency|delivery_time_min|amount|id_offer=supplier_sku|title=name|minimum_price|handling_time=lead_time",
        ],
    );
}

/// Paths inside the records of trees.
#[test]
fn paths_of_many_layouts() {
    check(
        structure(Format::Json, 0),
        &[
            // A shop's API, nested
            "id=supplier_sku|title=name|description=description|brand.name=brand|category.id|category.name=category|price.amount=retail_price|\
         price.currency=currency|images.url=images|images.alt|stock.quantity=stock|dimensions.weight=weight|dimensions.width|gtin=ean|\
         createdAt|tags",
            // Another, flat
            "productCode=supplier_sku|productName=name|longDescription=description|manufacturer=brand|manufacturerCode=mpn|eanCode=ean|\
         categoryName=category|purchasePrice=price|recommendedRetailPrice=retail_price|currencyCode=currency|availableStock=stock|\
         imageUrls=images|weightKg=weight|minOrderQty=moq",
            // Variants inside
            "id|title=name|body_html=description|vendor=brand|product_type=category|variants.id|variants.sku=supplier_sku|variants.barcode=ean|\
         variants.price=retail_price|variants.inventory_quantity=stock|variants.grams=weight|images.src=images|handle",
        ],
    );
    check(
        structure(Format::Xml, 0),
        &[
            // Heureka
            "ITEM_ID=supplier_sku|PRODUCTNAME=name|PRODUCT|DESCRIPTION=description|URL|IMGURL=images|PRICE_VAT=retail_price|MANUFACTURER=brand|\
         CATEGORYTEXT=category|EAN=ean|PRODUCTNO=mpn|DELIVERY_DATE|PARAM[@name='Barva']|ITEMGROUP_ID",
            // YML
            "@id=supplier_sku|@available|url|price=retail_price|currencyId=currency|categoryId=category|picture=images|vendor=brand|vendorCode=mpn|\
         name=name|description=description|barcode=ean|stock_quantity=stock|param[@name='Цвет']|weight=weight",
            // CommerceML
            "Ид|Артикул=supplier_sku|Наименование=name|Штрихкод=ean|Группы/Ид=category|Описание=description|Картинка=images|Изготовитель/Наименование=brand|\
         Цены/Цена/ЦенаЗаЕдиницу=price|Цены/Цена/Валюта=currency|Количество=stock",
            // BMEcat 1.2
            "SUPPLIER_AID=supplier_sku|ARTICLE_DETAILS/DESCRIPTION_SHORT=name|ARTICLE_DETAILS/DESCRIPTION_LONG=description|ARTICLE_DETAILS/EAN=ean|\
         ARTICLE_DETAILS/MANUFACTURER_AID=mpn|ARTICLE_DETAILS/MANUFACTURER_NAME=brand|ARTICLE_FEATURES/REFERENCE_FEATURE_GROUP_ID=category|\
         ARTICLE_ORDER_DETAILS/ORDER_UNIT|ARTICLE_ORDER_DETAILS/QUANTITY_MIN=moq|ARTICLE_PRICE_DETAILS/ARTICLE_PRICE/PRICE_AMOUNT=price|\
         ARTICLE_PRICE_DETAILS/ARTICLE_PRICE/PRICE_CURRENCY=currency|ARTICLE_PRICE_DETAILS/ARTICLE_PRICE/TAX|MIME_INFO/MIME/MIME_SOURCE=images",
            // A comparison site's
            "id=supplier_sku|name=name|link|image=images|category=category|price_with_vat=retail_price|availability=stock|manufacturer=brand|mpn=mpn|\
         ean=ean|weight=weight|description=description",
            // A wholesaler's own
            "product/@code=supplier_sku|product/names/name[@lang='fr']=name|product/brand/@name=brand|product/prices/purchase=price|\
         product/prices/retail=retail_price|product/stock/@qty=stock|product/pictures/picture/@href=images|product/ean=ean|product/weight/@g=weight",
        ],
    );
}

/// Proposes for lists of `header=field|header|…` and compares.
fn check(structure: Structure, lists: &[&str]) {
    let mut wrong = Vec::new();
    for headers in lists {
        let (mut names, mut wanted) = (Vec::new(), BTreeMap::new());
        for header in headers.split('|') {
            let (name, field) = match header.rsplit_once('=') {
                Some((name, field)) if field.parse::<Field>().is_ok() => (name, field),
                _ => (header, ""),
            };
            names.push(ColumnProfile { index: names.len(), name: name.to_owned(), values: Vec::new() });
            if let Ok(field) = field.parse::<Field>() {
                wanted.insert(field, name.to_owned());
            }
        }
        // Values that fit, so that only headers decide.
        for column in &mut names {
            let field = wanted.iter().find(|(_, name)| **name == column.name).map(|(field, _)| *field);
            column.values = (0..8).map(|row| sample(field, row)).collect();
        }
        let proposal = propose(&structure, &names);
        let found: BTreeMap<Field, String> =
            proposal.mapping.fields.iter().map(|(&field, source)| (field, source.source.clone())).collect();
        for field in Field::ALL {
            let (found, wanted) = (found.get(&field), wanted.get(&field));
            if found != wanted {
                wrong.push(format!("{field}: wanted {wanted:?}, found {found:?} in {headers:.60}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

fn sample(field: Option<Field>, row: usize) -> String {
    const NAMES: [&str; 8] = [
        "Cordless drill",
        "Claw hammer",
        "Hand saw",
        "Tape measure",
        "Spirit level",
        "Wood chisel",
        "Bench vice",
        "Paint brush",
    ];
    match field {
        Some(Field::Name) => format!("{} {row}", NAMES[row]),
        Some(Field::Description) => {
            format!("<p>{} for professionals, with a warranty of two years, number {row}.</p>", NAMES[row])
        }
        Some(Field::SupplierSku | Field::Mpn) => format!("AB-{row}77"),
        Some(Field::Ean) => {
            ["4006381333931", "4006381333948", "4006381333955", "4006381333962"][row % 4].to_owned()
        }
        Some(Field::Brand) => "Acme".to_owned(),
        Some(Field::Category) => ["Tools", "Garden"][row % 2].to_owned(),
        Some(Field::Price) => format!("{}.50", row + 3),
        Some(Field::RetailPrice) => format!("{}.90", 2 * row + 9),
        Some(Field::Currency) => "EUR".to_owned(),
        Some(Field::Stock | Field::Moq | Field::Pack | Field::LeadTime) => format!("{}", row + 2),
        Some(Field::Images) => format!("https://x.example/{row}.jpg"),
        Some(Field::Weight) => format!("0.{}5", row + 1),
        None => String::new(),
    }
}
