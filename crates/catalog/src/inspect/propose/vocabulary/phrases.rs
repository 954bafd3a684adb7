//! Words that mean several things at once, and words that mean something only together.

use super::Notion;
use Notion as N;

/// Words that mean several notions at once.
pub(super) const COMPOUNDS: &[(&str, &[Notion])] = &[
    // `0160` is the identifier of the GTIN among the schemes of ISO 6523, as in PEPPOL catalogues.
    ("pid", &[N::Item, N::Id]),
    ("aid", &[N::Item, N::Id]),
    ("moq", &[N::Min, N::Order, N::Quantity]),
    ("warengruppe", &[N::Item, N::Group]),
    ("produktart", &[N::Item, N::Type]),
    ("artikelart", &[N::Item, N::Type]),
    ("kurztext", &[N::Name]),
    ("langtext", &[N::Long, N::Text]),
    ("vendorcode", &[N::Maker, N::Code]),
    ("asin", &[N::Other]),
    ("preiseinheit", &[N::Price, N::Unit]),
    ("mengeneinheit", &[N::Quantity, N::Unit]),
    ("0160", &[N::Ean]),
    ("subfamilia", &[N::Sub]),
    ("listaar", &[N::List, N::Price]),
    ("wg", &[N::Item, N::Group]),
    ("cikkszam", &[N::Sku]),
    ("listino", &[N::List, N::Price]),
    ("listenpreis", &[N::List, N::Price]),
    ("listprice", &[N::List, N::Price]),
    ("unitprice", &[N::Price]),
    ("bestellwert", &[N::Order, N::Amount]),
    ("artikelbez", &[N::Item, N::Name]),
    ("produktbez", &[N::Item, N::Name]),
    ("artbez", &[N::Item, N::Name]),
    ("stallage", &[N::Other]),
    ("salesprice", &[N::Retail, N::Price]),
    ("saleprice", &[N::Sale, N::Price]),
    ("costprice", &[N::Cost, N::Price]),
    ("netprice", &[N::Net, N::Price]),
    ("grossprice", &[N::Gross, N::Price]),
    ("retailprice", &[N::Retail, N::Price]),
    ("dealerprice", &[N::Trade, N::Price]),
    ("purchaseprice", &[N::Trade, N::Price]),
    ("wholesaleprice", &[N::Trade, N::Price]),
    ("buyprice", &[N::Trade, N::Price]),
    ("baseprice", &[N::Price]),
    ("itemname", &[N::Item, N::Name]),
    ("productname", &[N::Item, N::Name]),
    ("producttitle", &[N::Item, N::Name]),
    ("itemid", &[N::Item, N::Id]),
    ("productid", &[N::Item, N::Id]),
    ("itemcode", &[N::Item, N::Code]),
    ("brandname", &[N::Brand, N::Name]),
    ("categoryname", &[N::Category, N::Name]),
    ("imageurl", &[N::Image, N::Url]),
    ("stockqty", &[N::Stock, N::Quantity]),
    ("qtyinstock", &[N::Stock, N::Quantity]),
    ("stocklevel", &[N::Stock]),
    ("instock", &[N::Available, N::Stock]),
    ("unitcost", &[N::Cost]),
    ("supplierid", &[N::Supplier, N::Id]),
    ("suppliername", &[N::Supplier, N::Name]),
    ("suppliersku", &[N::Supplier, N::Sku]),
    ("manufacturername", &[N::Maker, N::Name]),
    ("manufacturerid", &[N::Maker, N::Id]),
    ("manufacturercode", &[N::Maker, N::Code]),
    ("currencycode", &[N::Currency]),
    ("producttype", &[N::Item, N::Type]),
    ("productcategory", &[N::Item, N::Category]),
    ("productdescription", &[N::Item, N::Text]),
    ("shortdescription", &[N::Short, N::Text]),
    ("longdescription", &[N::Long, N::Text]),
    ("fulldescription", &[N::Long, N::Text]),
    ("grundpreis", &[N::Price, N::Per]),
    ("basispreis", &[N::Price, N::Per]),
];

/// Phrases, parted by `|`, and what each means.
pub(super) const PHRASES: &[(&str, &[Notion])] = &[
    ("end user price|street price|preis endkunde", &[N::Retail, N::Price]),
    ("precio tarifa|precio de tarifa|prix tarif|precio lista", &[N::List, N::Price]),
    (
        "bar code|bar codes|code barre|code barres|code a barre|code a barres|codigo barras|\
         codigo de barras|cod barras|cod bare|cod de bare|codice a barre|cod a barre|codice barre|\
         kod kreskowy|kod paskowy|carovy kod|ciarovy kod|штрих код|штрих коды|ean code|ean nr|ean no|\
         european article number|international article number|global trade item number|\
         γραμμωτοσ κωδικασ|kod ean|ean kod|upc code|code ean|numero ean|num ean|gtin code|vonal kod",
        &[N::Ean],
    ),
    ("p a|p a h t|p coste|prix de revient|cost of goods|landed cost|cena nakup|nakup cena", &[N::Cost]),
    (
        "p v|p v p|p v p r|p v c|p v r|p p c|r r p|m s r p|\
         ca pris|prix de detail|rek pris|vejl pris|\
         veil pris|vejl udsalgspris|unverb preisempfehlung|unverbindliche preisempfehlung|empf vk|\
         price to public|al pubblico|ao publico|al publico|au public",
        &[N::Retail],
    ),
    (
        "h t|hors taxe|hors taxes|hors tva|ohne mwst|exkl mwst|excl mwst|zzgl mwst|ohne steuer|\
         excl vat|ex vat|exc vat|excluding vat|without vat|excl tax|tax excl|tax excluded|exc tax|\
         ex tax|sin iva|s iva|senza iva|sem iva|iva esclusa|iva excl|iva no incluido|excl btw|ex btw|\
         exclusief btw|exkl moms|ekskl moms|ex moms|excl moms|bez dph|bez vat|bez podatku|без пдв|\
         без ндс|fara tva|afa nelkul|uden moms|utan moms|uten mva|eks mva|ilman alv|net of vat",
        &[N::Net],
    ),
    (
        "t t c|toutes taxes comprises|taxe comprise|tva comprise|tva incluse|inkl mwst|incl mwst|\
         inkl steuer|mit mwst|incl vat|inc vat|including vat|with vat|incl tax|tax incl|tax included|\
         inc tax|con iva|c iva|com iva|iva inclusa|iva incl|iva compresa|iva incluido|ivato|incl btw|\
         inclusief btw|inkl moms|incl moms|med moms|s dph|z vat|з пдв|с ндс|cu tva|afa val|afaval|\
         inkl mva|sis alv|ttc",
        &[N::Gross],
    ),
    (
        "q ta|q te|q de|кол во|кіл ть|к во|no of units|number of units|nb de pieces|nombre de pieces|\
         pocet kusu|pocet kusov|pocet ks|liczba sztuk|numar bucati",
        &[N::Quantity],
    ),
    (
        "na stanie|na sklade|na skladu|на складе|на складі|в наличии|в наявності|in stock|en stock|\
         in stoc|i lager|pa lager|auf lager|op voorraad|in magazzino|em estoque|em stock|on hand|\
         stan mag|stan magazynowy|stan na magazynie|stav skladu|lager saldo|stock reel|stock actual|\
         free stock|свободный остаток|вільний залишок",
        &[N::Stock],
    ),
    ("торговая марка|торгова марка|trade mark|marque commerciale|marca comercial|casa editrice", &[N::Brand]),
    ("casa produttrice|casa costruttrice|hergestellt von|made by|manufactured by", &[N::Maker]),
    (
        "cat no|cat nr|cat number|catalog no|catalogue no|catalog number|catalogue number|\
         catalog code|kat c|kat nr|kat cislo|katalogove cislo|katalogove c|nr kat|nr katalogowy|\
         numer katalogowy|nr katalog|katalognummer|katalog nr|номер по каталогу|каталожный номер|\
         кат номер|stock code|stock number|stock no|stock id|stok kodu|obj cislo|obj c|best nr|\
         bestell nr|art cod|material number|material no|material nr|stockkeeping unit|\
         stock keeping unit",
        &[N::Item, N::Code],
    ),
    (
        "vendor sku|vendor item number|vendor item no|vendor stock number|kod dostawcy|\
         code fournisseur article",
        &[N::Supplier, N::Sku],
    ),
    (
        "part nr hersteller|mfr part|mfg part|mfr number|mfg number|oem part|oem code|oem number|\
         oem nr|парт номер|парт номери|part number manufacturer|part number vyrobce",
        &[N::Maker, N::Code],
    ),
    (
        "stok adi|urun adi|malzeme adi|artikel bez|art bez|prod bez|descripcion corta articulo",
        &[N::Item, N::Name],
    ),
    ("bez 1|bezeichnung 1|text 1|text kurz|περιγραφη ειδουσ", &[N::Name]),
    (
        "category path|categories path|path of category|pfad kategorie|taxonomy path|category tree|\
         категория товара|gruppo merceologico|categoria merceologica|warengruppen bezeichnung|\
         tree path",
        &[N::Category],
    ),
    (
        "pack size|pack qty|package size|units per|unite de vente|unidad de venta|par combien|\
         pz conf|pz per conf|pezzi per confezione|szt w|ilosc w|ks v|pocet v baleni|в упаковке|\
         в упаковці|в коробке|в ящику|в ящике|шт в|кол во в|количество в|кількість в|pcs per|\
         pieces per|qty per|stuck pro|stuks per|uds por|unidades por|antal per|antal pr|bucati cutie|\
         buc cutie|unit pack|order multiple|multiple of|sales unit|selling unit|vielfaches",
        &[N::Pack],
    ),
    (
        "price per kg|price per liter|price per litre|price per l|prix au kilo|prix au kg|\
         prix au litre|prix kg|prix kilo|prix litre|prix par kg|preis pro kg|preis je kg|preis kg|\
         preis pro liter|preis je liter|precio por kg|precio kg|precio por litro|prezzo al kg|\
         prezzo per kg|prezzo kg|prijs per kg|prijs per liter|cena za kg|cena za litr|cena za l|\
         cena za 1 kg|cena jednostkowa za kg|цена за кг|ціна за кг|unit price per litre|\
         unit price per kg|jamforpris|jmf pris",
        &[N::Price, N::Per],
    ),
    (
        "code douanier|kod cn|kod pkwiu|kod pcn|код уктзед|код тн вэд|тн вэд|tariff code|\
         tariff number|customs code|commodity code|tarifa aduanera|codice doganale|\
         nomenclature douaniere|nc8|intrastat nr|harmonised code|harmonized code|\
         harmonised system code|colni sazebnik|celni kod|goederencode|statistische nummer|\
         pozycja taryfy",
        &[N::Customs, N::Code],
    ),
    (
        "ihre art|ihre artikelnummer|ihre artikel|ihre nr|your item|your ref|your code|\
         your reference|votre ref|votre reference|votre code|su referencia|vostro codice|\
         uw artikelnummer|uw code|kundenartikel nr",
        &[N::Own],
    ),
    ("stan produktu|stan towaru|item condition|product condition|state of product", &[N::Status]),
    (
        "price group|preis gruppe|rabatt gruppe|discount group|groupe de remise|grupo descuento|\
         gruppo sconto|codice sconto|condition group",
        &[N::Discount],
    ),
    ("order value|bestell wert|valeur de commande|montant de commande|order amount", &[N::Order, N::Amount]),
    (
        "menge ab|ab menge|quantity from|qty from|quantity break|qty break|price break|nr seite|\
         no page|lfd nr|lfd no|lp nr|n p|п п|№ п п|poz nr|row number|row no|row id|line number|\
         line no|line nr|s no|sr no|serial no|sl no|numero ligne|no ligne|num ligne|nummer zeile",
        &[N::Other],
    ),
    (
        "prix barre|strike price|compare at price|compare at|was price|price before|cena przed|\
         cena pred|cena pred slevou|najnizsza cena|omnibus price|lowest price 30|msrp old",
        &[N::Price, N::Old],
    ),
    ("para birimi|currency id|currency iso", &[N::Currency]),
    (
        "min odber|minimalni odber|минимальная партия|minimum logistyczne|minimum afname|min order|\
         min orden",
        &[N::Min, N::Order],
    ),
    ("name of supplier", &[N::Supplier]),
    ("l x b x h|lxbxh|l x w x h|b x h x t", &[N::Dimension]),
];
