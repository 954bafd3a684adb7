//! What suppliers, shops and standards call their columns, and what is proposed for it.

use super::*;

/// The headers of layouts that shops, marketplaces and distributors use, and what they hold; headers without `=` hold
/// nothing that we know.
#[test]
fn headers_of_many_layouts() {
    check(
        &structure(Format::Csv, 1),
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

/// What shop systems and enterprise software export, by their own column names.
#[test]
fn exports_of_software() {
    check(
        &structure(Format::Csv, 1),
        &[
            // Square
            "Token|Item Name=name|SKU=supplier_sku|Description=description|Category=category|Price=price|Current Quantity=stock|GTIN=ean",
            // Etsy
            "TITLE=name|DESCRIPTION=description|PRICE=retail_price|CURRENCY_CODE=currency|QUANTITY=stock|TAGS|MATERIALS|IMAGE1=images|\
             VARIATION 1 TYPE|VARIATION 1 NAME|SKU=supplier_sku",
            // Odoo, by label
            "External ID|Name=name|Internal Reference=supplier_sku|Barcode=ean|Sales Price=retail_price|Cost=price|\
             Quantity On Hand=stock|Product Category=category|Weight=weight|Unit of Measure",
            // Dolibarr
            "Ref=supplier_sku|Label=name|Description=description|Selling price=retail_price|Buying price=price|Barcode=ean|Stock=stock|\
             Weight=weight|Country of origin",
            // ERPNext
            "Item Code=supplier_sku|Item Name=name|Item Group=category|Default Unit of Measure|Standard Selling Rate=retail_price|Brand=brand|\
             Description=description",
            // EBP
            "Code article=supplier_sku|Libellé=name|PA HT=price|PV TTC=retail_price|Famille=category|Code barre=ean|Stock réel=stock|\
             Poids net=weight|Taux TVA",
            // JTL
            "Artikelnummer=supplier_sku|Artikelname=name|Lagerbestand gesamt=stock|Brutto-VK=retail_price|EK netto=price|GTIN=ean|Hersteller=brand|\
             Kategorie Ebene 1=category|Artikelgewicht=weight|Beschreibung=description|HAN=mpn|Bild 1=images",
            // Shopware 5
            "ordernumber=supplier_sku|mainnumber|name=name|supplier=brand|tax|price_EK=retail_price|pseudoprice_EK|instock=stock|ean=ean|\
             weight=weight|imageUrl=images|categories=category|description_long=description|suppliernumber=mpn|keywords|metatitle",
            // OXID
            "OXID|OXARTNUM=supplier_sku|OXTITLE=name|OXLONGDESC=description|OXPRICE=retail_price|OXBPRICE=price|OXSTOCK=stock|OXEAN=ean|\
             OXPIC1=images|OXWEIGHT=weight|OXMPN=mpn",
            // Gambio
            "XTSOL|p_model=supplier_sku|p_stock=stock|p_sorting|p_priceNoTax=retail_price|p_weight=weight|p_ean=ean|p_name.de=name|\
             p_desc.de=description|p_image=images|p_cat.de=category|p_manufacturer=brand|p_tax",
            // Akeneo
            "sku=supplier_sku|family|categories=category|enabled|ean=ean|name-en_US=name|description-en_US-ecommerce=description|price-EUR=price|\
             picture=images|brand=brand|weight=weight|weight-unit",
            // eBay
            "CustomLabel=supplier_sku|*Title=name|*Description=description|*Quantity=stock|*StartPrice=retail_price|PicURL=images|*Category=category|\
             Product:EAN=ean|Product:Brand=brand|*ConditionID|Currency=currency",
        ],
    );
}

/// Paths inside the records of trees.
#[test]
fn paths_of_many_layouts() {
    check(
        &structure(Format::Json, 0),
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
        &structure(Format::Xml, 0),
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
pub(super) fn check(structure: &Structure, lists: &[&str]) {
    let mut wrong = Vec::new();
    for headers in lists {
        let (mut names, mut wanted) = (Vec::new(), BTreeMap::new());
        for header in headers.split('|') {
            let fields = |text: &str| text.split('+').map(str::parse).collect::<Result<Vec<Field>, _>>();
            let (name, fields) = match header.rsplit_once('=').map(|(name, text)| (name, fields(text))) {
                Some((name, Ok(fields))) => (name, fields),
                _ => (header, Vec::new()),
            };
            names.push(ColumnProfile { index: names.len(), name: name.to_owned(), values: Vec::new() });
            wanted.extend(fields.into_iter().map(|field| (field, name.to_owned())));
        }
        // Values that fit, so that only headers decide.
        for column in &mut names {
            let field = wanted.iter().find(|(_, name)| **name == column.name).map(|(field, _)| *field);
            column.values = (0..8).map(|row| sample(field, row)).collect();
        }
        let proposal = propose(structure, &names);
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
