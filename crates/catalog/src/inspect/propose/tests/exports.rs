//! The exports of shop systems, product information systems, feeds and standards, each by its own column names.

use super::layouts::check;
use super::structure;
use crate::structure::Format;

#[test]
fn shop_systems() {
    check(
        &structure(Format::Csv, 1),
        &[
            // Shopify
            "Handle|Title=name|Body (HTML)=description|Vendor=brand|Product Category=category|Type|Tags|Published|Option1 Name|Option1 Value|\
             Variant SKU=supplier_sku|Variant Grams=weight|Variant Inventory Tracker|Variant Inventory Qty=stock|Variant Price=retail_price|\
             Variant Compare At Price|Variant Barcode=ean|Image Src=images|Image Position|Image Alt Text|Gift Card|SEO Title|\
             Google Shopping / MPN=mpn|Variant Weight Unit|Cost per item=price|Status",
            // WooCommerce, in English, French and German
            "ID|Type|SKU=supplier_sku|GTIN, UPC, EAN, or ISBN=ean|Name=name|Published|Is featured?|Visibility in catalog|Short description|\
             Description=description|Date sale price starts|Tax status|Tax class|In stock?|Stock=stock|Low stock amount|Backorders allowed?|\
             Weight (kg)=weight|Length (cm)|Allow customer reviews?|Purchase note|Sale price|Regular price=retail_price|Categories=category|Tags|\
             Shipping class|Images=images|Download limit|Parent|Grouped products|Upsells|Cross-sells|External URL|Button text|Position",
            "ID|Type|UGS=supplier_sku|Nom=name|Publié|Mis en avant ?|Visibilité dans le catalogue|Description courte|Description=description|\
             État de la TVA|Classe de TVA|En stock ?|Stock=stock|Poids (kg)=weight|Tarif promo|Tarif régulier=retail_price|Catégories=category|\
             Étiquettes|Images=images|Parent|Position",
            "ID|Typ|Artikelnummer=supplier_sku|Name=name|Veröffentlicht|Sichtbarkeit im Katalog|Kurzbeschreibung|Beschreibung=description|\
             Steuerstatus|Steuerklasse|Vorrätig?|Lager=stock|Gewicht (kg)=weight|Angebotspreis|Regulärer Preis=retail_price|Kategorien=category|\
             Schlagwörter|Bilder=images|Übergeordnetes Produkt|Position",
            // PrestaShop, in English and French
            "Product ID|Active (0/1)|Name *=name|Categories (x,y,z...)=category|Price tax included=retail_price|Tax rules ID|Wholesale price=price|\
             On sale (0/1)|Discount amount|Discount percent|Reference #=supplier_sku|Supplier reference #=mpn|Supplier|Manufacturer=brand|EAN13=ean|UPC|\
             Ecotax|Width|Height|Depth|Weight=weight|Quantity=stock|Minimal quantity=moq|Visibility|Unit price|Summary|Description=description|\
             Tags (x,y,z...)|Meta title|Meta keywords|URL rewritten|Image URLs (x,y,z...)=images|Condition",
            "ID|Actif (0/1)|Nom *=name|Catégories (x,y,z...)=category|Prix TTC=retail_price|Prix d'achat=price|En promo (0/1)|Référence=supplier_sku|\
             Fournisseur|Marque=brand|EAN13=ean|Écotaxe|Largeur|Poids=weight|Quantité=stock|Quantité minimale=moq|Récapitulatif|Description=description|\
             Balise titre|URL réécrite|URL des images (x,y,z...)=images",
            // Magento
            "sku=supplier_sku|store_view_code|attribute_set_code|product_type|categories=category|product_websites|name=name|description=description|\
             short_description|weight=weight|product_online|tax_class_name|visibility|price=retail_price|special_price|url_key|meta_title|\
             base_image=images|small_image|thumbnail_image|qty=stock|out_of_stock_qty|is_in_stock|cost=price|manufacturer=brand",
            // Shopware 6
            "id|parent_id|product_number=supplier_sku|active|stock=stock|name=name|description=description|price_net|price_gross=retail_price|tax_id|tax_rate|\
             tax_name|cover_media_id|cover_media_url=images|cover_media_title|manufacturer_id|manufacturer_name=brand|categories=category|\
             sales_channel|ean=ean|manufacturer_number=mpn|weight=weight",
            // Medusa
            "Product Id|Product Handle|Product Title=name|Product Subtitle|Product Description=description|Product Status|Product Thumbnail|\
             Product Weight=weight|Product Length|Product Collection Title|Product Type=category|Product Tags|Product Discountable|Product External Id|\
             Variant Id|Variant Title|Variant SKU=supplier_sku|Variant Barcode=ean|Variant Inventory Quantity=stock|Variant Allow Backorder|\
             Variant Manage Inventory|Price EUR=retail_price|Option 1 Name|Option 1 Value|Image 1 Url=images",
            // Vendure
            "name=name|slug|description=description|assets=images|facets=category|optionGroups|optionValues|sku=supplier_sku|price=retail_price|\
             taxCategory|stockOnHand=stock|trackInventory|variantAssets|variantFacets",
            // nopCommerce
            "ProductId|ProductType|VisibleIndividually|Name=name|ShortDescription|FullDescription=description|Vendor|ProductTemplate|ShowOnHomepage|\
             MetaKeywords|SeName|AllowCustomerReviews|SKU=supplier_sku|ManufacturerPartNumber=mpn|Gtin=ean|IsGiftCard|ManageInventoryMethod|\
             StockQuantity=stock|Price=retail_price|OldPrice|ProductCost=price|Weight=weight|Categories=category|Manufacturers=brand|Picture1=images",
            // Shoptet
            "code=supplier_sku|pairCode|name=name|shortDescription|description=description|manufacturer=brand|supplier|ean=ean|price=retail_price|\
             purchasePrice=price|currency=currency|stock=stock|weight=weight|image=images|categoryText=category|visibility|tollFree",
            // Wix
            "handleId|fieldType|name=name|description=description|productImageUrl=images|collection=category|sku=supplier_sku|ribbon|price=retail_price|\
             surcharge|visible|discountMode|discountValue|inventory=stock|weight=weight|cost=price|brand=brand",
            // Odoo
            "id|name=name|default_code=supplier_sku|barcode=ean|list_price=retail_price|standard_price=price|categ_id=category|type|uom_id|uom_po_id|\
             sale_ok|weight=weight|qty_available=stock",
        ],
    );
}

#[test]
fn product_information_systems_and_data_pools() {
    check(
        &structure(Format::Csv, 1),
        &[
            // Akeneo
            "sku=supplier_sku|categories=category|enabled|family|groups|parent|name-en_US=name|description-en_US-ecommerce=description|ean=ean|\
             price-EUR=price|picture=images|brand=brand|weight=weight|weight-unit|X_SELL-products|UPSELL-groups|PACK-products",
            // UnoPim
            "sku=supplier_sku|channel|locale|attribute_family|parent|type|status|categories=category|configurable_attributes|super_attributes|up_sells|\
             cross_sells|related_products|name=name|description=description|url_key|price (USD)=retail_price|cost (USD)=price|image=images|weight=weight",
            // Open Food Facts
            "code=supplier_sku|url|creator|created_t|last_modified_t|product_name=name|generic_name=description|quantity=weight|packaging|brands=brand|brands_tags|\
             categories=category|labels|stores|states_tags|nutriscore_grade|nova_group|image_url=images|image_small_url",
        ],
    );
    check(
        &structure(Format::Xml, 0),
        &[
            // Icecat, a product
            "@ID|@Name|@Title=name|@Prod_id=supplier_sku+mpn|@HighPic=images|@LowPic|@ThumbPic|@Quality|Category/Name/@Value=category|EANCode/@EAN=ean|\
             ProductDescription/@LongDesc=description|ProductFeature/@Value|Supplier/@ID|Supplier/@Name=brand|ProductRelated/Product/@Prod_id|\
             ProductRelated/Product/Supplier/@Name|ProductRelated/Product/@Name",
            // GS1's Catalogue Item Notification
            "tradeItem/gtin=ean|tradeItem/informationProviderOfTradeItem/gln|\
             tradeItem/additionalTradeItemIdentification[@additionalTradeItemIdentificationTypeCode='SUPPLIER_ASSIGNED']=supplier_sku|\
             tradeItem/tradeItemUnitDescriptorCode|tradeItem/isTradeItemAConsumerUnit|tradeItem/targetMarket/targetMarketCountryCode|\
             tradeItem/gdsnTradeItemClassification/gpcCategoryCode=category|\
             tradeItem/tradeItemInformation/extension/tradeItemDescriptionModule/tradeItemDescriptionInformation/brandNameInformation/brandName=brand|\
             tradeItem/tradeItemInformation/extension/tradeItemDescriptionModule/tradeItemDescriptionInformation/tradeItemDescription=name|\
             tradeItem/tradeItemInformation/extension/tradeItemMeasurementsModule/tradeItemMeasurements/tradeItemWeight/grossWeight=weight|\
             tradeItem/tradeItemInformation/extension/referencedFileDetailInformationModule/referencedFileHeader/uniformResourceIdentifier=images",
        ],
    );
}

#[test]
fn feeds() {
    check(
        &structure(Format::Csv, 1),
        &[
            // Google Merchant
            "id=supplier_sku|title=name|description=description|link|image_link=images|additional_image_link|availability|price=retail_price|sale_price|\
             brand=brand|gtin=ean|mpn=mpn|condition|google_product_category|product_type=category|item_group_id|shipping_weight=weight|identifier_exists",
            // Meta
            "id=supplier_sku|title=name|description=description|availability|condition|price=retail_price|link|image_link=images|brand=brand|\
             google_product_category=category|quantity_to_sell_on_facebook=stock|sale_price|item_group_id|gtin=ean|color|size|shipping_weight=weight",
            // Awin
            "aw_deep_link|product_name=name|aw_product_id|merchant_product_id=supplier_sku|merchant_image_url=images|description=description|\
             merchant_category=category|search_price=retail_price|merchant_name|merchant_id|category_name|category_id|aw_image_url|currency=currency|\
             delivery_cost|merchant_deep_link|language|last_updated|display_price|data_feed_id|brand_name=brand|ean=ean|mpn=mpn|stock_quantity=stock",
            // idealo
            "Artikelnummer im Shop=supplier_sku|EAN / GTIN / Barcodenummer=ean|Herstellerartikelnummer (HAN/MPN)=mpn|Hersteller / Markenname=brand|\
             Produktname=name|Preis=retail_price|Lieferzeit=lead_time|ProduktgruppeimShop|Produktgruppe im Shop=category|Produktbeschreibung=description|\
             Bild-URL_1=images|Produkt-URL|Vorkasse",
            // Prom, Ukrainian, with both languages
            "Код_товару=supplier_sku|Назва_позиції|Назва_позиції_укр=name|Пошукові_запити|Пошукові_запити_укр|Опис|Опис_укр=description|Тип_товару|\
             Ціна=retail_price|Валюта=currency|Одиниця_виміру|Оптова_ціна=price|Посилання_зображення=images|Наявність|Кількість=stock|Номер_групи|\
             Назва_групи=category|Виробник=brand|Код_маркування_(GTIN)=ean|Номер_пристрою_(MPN)=mpn|Вага,кг=weight|Унікальний_ідентифікатор",
            // Amazon
            "feed_product_type|item_sku=supplier_sku|brand_name=brand|item_name=name|external_product_id=ean|external_product_id_type|manufacturer|\
             part_number=mpn|product_description=description|update_delete|standard_price=retail_price|quantity=stock|main_image_url=images|parent_child|\
             parent_sku|relationship_type|variation_theme",
        ],
    );
    check(
        &structure(Format::Xml, 0),
        &[
            // Kaspi
            "@sku=supplier_sku|model=name|brand=brand|availabilities/availability/@available|availabilities/availability/@storeId|price=retail_price",
            // Heureka
            "ITEM_ID=supplier_sku|PRODUCTNAME=name|PRODUCT|DESCRIPTION=description|URL|IMGURL=images|IMGURL_ALTERNATIVE|PRICE_VAT=retail_price|ITEM_TYPE|\
             MANUFACTURER=brand|CATEGORYTEXT=category|EAN=ean|PRODUCTNO=mpn|DELIVERY_DATE|ITEMGROUP_ID|HEUREKA_CPC",
            // Ceneo
            "@id=supplier_sku|@url|@price=retail_price|@avail|@stock=stock|@weight=weight|@basket|cat=category|name=name|imgs/main/@url=images|desc=description|\
             attrs/a[@name='Producent']=brand|attrs/a[@name='Kod_producenta']=mpn|attrs/a[@name='EAN']=ean",
        ],
    );
}

#[test]
fn standards() {
    check(
        &structure(Format::Xml, 0),
        &[
            // BMEcat 2005 with prices of several types
            "SUPPLIER_PID=supplier_sku|PRODUCT_DETAILS/DESCRIPTION_SHORT=name|PRODUCT_DETAILS/DESCRIPTION_LONG=description|\
             PRODUCT_DETAILS/INTERNATIONAL_PID[@type='gtin']=ean|PRODUCT_DETAILS/SUPPLIER_ALT_PID|PRODUCT_DETAILS/MANUFACTURER_PID=mpn|\
             PRODUCT_DETAILS/MANUFACTURER_NAME=brand|PRODUCT_FEATURES/REFERENCE_FEATURE_GROUP_ID=category|PRODUCT_FEATURES/FEATURE/FNAME|\
             PRODUCT_ORDER_DETAILS/ORDER_UNIT|PRODUCT_ORDER_DETAILS/NO_CU_PER_OU=pack|PRODUCT_ORDER_DETAILS/QUANTITY_MIN=moq|\
             PRODUCT_PRICE_DETAILS/PRODUCT_PRICE[@price_type='net_list']/PRICE_AMOUNT|\
             PRODUCT_PRICE_DETAILS/PRODUCT_PRICE[@price_type='net_customer']/PRICE_AMOUNT=price|\
             PRODUCT_PRICE_DETAILS/PRODUCT_PRICE[@price_type='net_customer']/PRICE_CURRENCY=currency|\
             PRODUCT_PRICE_DETAILS/PRODUCT_PRICE[@price_type='nrp']/PRICE_AMOUNT=retail_price|MIME_INFO/MIME/MIME_SOURCE=images|\
             PRODUCT_LOGISTIC_DETAILS/PRODUCT_DIMENSIONS/WEIGHT=weight",
            // UBL and PEPPOL
            "cbc:ID|cbc:OrderableIndicator|cbc:OrderQuantityIncrementNumeric|cbc:MinimumOrderQuantity=moq|\
             cac:RequiredItemLocationQuantity/cac:Price/cbc:PriceAmount=price|cac:RequiredItemLocationQuantity/cac:Price/cbc:PriceAmount/@currencyID=currency|\
             cac:Item/cbc:Description=description|cac:Item/cbc:Name=name|cac:Item/cbc:BrandName=brand|cac:Item/cac:SellersItemIdentification/cbc:ID=supplier_sku|\
             cac:Item/cac:ManufacturersItemIdentification/cbc:ID=mpn|cac:Item/cac:StandardItemIdentification/cbc:ID[@schemeID='0160']=ean|\
             cac:Item/cac:CommodityClassification/cbc:ItemClassificationCode=category|cac:ComponentRelatedItem/cbc:ID",
            // CommerceML
            "Ид|Артикул=supplier_sku|Наименование=name|БазоваяЕдиница|Штрихкод=ean|Группы/Ид=category|Описание=description|Картинка=images|\
             Изготовитель/Ид|Изготовитель/Наименование=brand|СтавкиНалогов/СтавкаНалога/Ставка|ЗначенияРеквизитов/ЗначениеРеквизита/Наименование|\
             ЗначенияРеквизитов/ЗначениеРеквизита/Значение|Цены/Цена/ЦенаЗаЕдиницу=price|Цены/Цена/Валюта=currency|Количество=stock|Вес=weight",
            // cXML
            "ItemID/SupplierPartID=supplier_sku|ItemID/BuyerPartID|ItemDetail/UnitPrice/Money=price|ItemDetail/UnitPrice/Money/@currency=currency|\
             ItemDetail/Description/ShortName=name|ItemDetail/Description=description|ItemDetail/UnitOfMeasure|ItemDetail/Classification=category|\
             ItemDetail/ManufacturerPartID=mpn|ItemDetail/ManufacturerName=brand|IndexItemDetail/LeadTime=lead_time",
        ],
    );
    check(
        &structure(Format::Edifact, 0),
        &[
            "LIN item number=ean|LIN line|PIA+1 (SA)=supplier_sku|PIA+1 (MF)=mpn|IMD+F=name|IMD+BM=brand|MEA+PD+AAB=weight|QTY+53=moq|QTY+59=pack|\
             PRI+AAA=price|PRI+SRP=retail_price|CUX+2=currency|TAX+7+VAT|DTM+7",
        ],
    );
    check(
        &structure(Format::X12, 0),
        &[
            "LIN VP=supplier_sku|LIN UP=ean|LIN MG=mpn|LIN MF=brand|PID F=name|PO4 weight=weight|PO4 pack=pack|CTP UCP=price|CTP MSR=retail_price|CUR=currency",
        ],
    );
    check(
        &structure(Format::Datanorm, 0),
        &[
            "Artikelnummer=supplier_sku|Kurztext 1=name|Kurztext 2|Mengeneinheit|Rabattgruppe|Hauptwarengruppe|Bruttopreis=retail_price|Währung=currency|\
             Langtext=description|Matchcode|Alternative Artikelnummer|EAN=ean|Warengruppe=category|Verpackungsmenge=pack|Nettopreis=price",
        ],
    );
}
