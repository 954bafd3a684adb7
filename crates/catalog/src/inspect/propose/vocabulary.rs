//! What suppliers call things, in twelve languages: each word stands for a notion.
//!
//! Words are folded (lower case, no accents; see `words`). Compounds of Germanic languages needn't be
//! here: `Lagerbestand` is taken apart into words that are.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word in a header means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Notion {
    /// Says nothing: articles, prepositions, units, currencies, languages, `product`'s attributes.
    Neutral,
    Item,
    Code,
    Id,
    Sku,
    Name,
    Text,
    Short,
    Long,
    Ean,
    Brand,
    Maker,
    Category,
    Group,
    Type,
    Sub,
    Collection,
    Price,
    Amount,
    /// What we pay, by itself.
    Cost,
    /// What dealers pay, beside a word for prices.
    Trade,
    Net,
    Gross,
    Retail,
    List,
    Sale,
    Old,
    Currency,
    Stock,
    Available,
    Quantity,
    Count,
    Unit,
    Image,
    Url,
    Thumb,
    Alt,
    Weight,
    Mpn,
    Part,
    Model,
    Min,
    Max,
    Order,
    Pack,
    Delivery,
    Time,
    Shipping,
    Tax,
    Discount,
    Date,
    Supplier,
    Seller,
    Meta,
    Variant,
    Feature,
    Status,
    Country,
    Dimension,
    Customs,
    Related,
    Parent,
    Own,
    /// Something that none of our fields holds.
    Other,
}

/// Notions and their words.
const WORDS: &[(Notion, &str)] = &[
    (
        Notion::Neutral,
        "the of a an de du des la le les l el los las del di da do das dos den der die das en et und y e i und and in im for fur \
         fuer per pour para por na z ze w v ve van von zu an au aux our your votre vos ihr ihre su value values wert valeur valor \
         main haupt primary default principal principale info information informations informationen fb facebook google amazon shopping \
         tienda magasin sklep laden obchod site сайте web eu de fr nl it es pl cs cz uk ua укр рус ru pt sv se at ch be deu \
         aut usd eur gbp chf pln czk sek uah rub kzt euro euros zl kc грн руб g gr kg lb lbs oz mg mm cm ml л кг г gram grams gramm \
         level data field base main each unitaire unitario unitaria unitar jednostkowa jednotkova за по в на шт level niveau current \
         actual aktuell actuel actuelle attrs a o p html body_ node entry record \
         central item_ approx appross final",
    ),
    (
        Notion::Item,
        "product products produkt produkte produkten produktu produit produits producto productos prodotto prodotti produto \
         produtos prod artikel artikeln article articles articulo articulos articolo articoli artigo artigos art item items товар \
         товара товару товаров товары товарів towar towaru zbozi polozka polozky позиция позиции позиції позицію vara varu varor \
         номенклатура goods merchandise ware waren tovar asset",
    ),
    (
        Notion::Code,
        "number numbers no nr num numer numeru numero n nummer nummern code codes codice codigo cod kod код kodu номер номера ref refs \
         reference references referencia referenz referentie riferimento referencja referencia symbol indeks cislo # nº n° key",
    ),
    (
        Notion::Id,
        "id ids identifier identifiant identificador identification ид uid guid uuid идентификатор ідентифікатор",
    ),
    (
        Notion::Sku,
        "sku skus артикул артикула артикулы артикулу artnr artno ugs varenummer varenr artikelnr itemno vpn",
    ),
    (
        Notion::Name,
        "name names nom noms naam nombre nome nazwa nazev назва название наименование найменування имя namn navn benamning bezeichnung benennung \
         artikelbezeichnung title titel titre titulo titolo tytul designation designacao denominacion denominazione denomination \
         libelle intitule oznaceni headline label nimi produktname produits_",
    ),
    (
        Notion::Text,
        "description descriptions desc descr dsc beschreibung beschreibungen descripcion descrizione descricao beskrivning opis popis \
         опис описание omschrijving text texte texts testo texto tekst body content contenu details remarks remark caracteristiques \
         spezifikation specification kommentar comment comments",
    ),
    (
        Notion::Short,
        "short kurz court courte corta corto breve krotki краткое короткий kratky kort summary abbreviated brief",
    ),
    (
        Notion::Long,
        "long longue larga largo lungo lang full complete detailed detail dlugi подробное полное lungo extended",
    ),
    (
        Notion::Ean,
        "ean eans gtin gtins upc upcs barcode barcodes strichcode barras barre barres штрихкод штрихкоду штрих streepjescode kreskowy \
         kreskowe carovy streckkod jan isbn eancode gencod gencode ean13 codebarre codebarres barkod",
    ),
    (
        Notion::Brand,
        "brand brands marque marques marke marken marca marcas marchio marchi merk merken marka marki znacka бренд varumarke",
    ),
    (
        Notion::Maker,
        "manufacturer manufacturers hersteller fabricant fabricants fabrikant fabricante produttore producent producenta producer \
         vyrobce виробник производитель изготовитель tillverkare maker mfr mfg manuf vendor vendors fabrica producteur",
    ),
    (
        Notion::Category,
        "category categories categorie categorii kategorie kategorien kategori kategoria kategorii категория категории категорія \
         категорії categoria categorias rubrique rubrik famille familles familie familia famiglia family rayon departement department \
         breadcrumb breadcrumbs taxonomy раздел рубрика univers cat cats categ sortimentsgruppe classification_ fineline",
    ),
    (
        Notion::Group,
        "group groups gruppe gruppen groupe groupes grupo gruppo groep grupa skupina группа группы група групи grupp section classe class \
         klasse",
    ),
    (Notion::Type, "type types typ tipo tipologia тип типу typu"),
    (
        Notion::Sub,
        "sub sous unter subcategory subcategories souscategorie subcategoria podkategoria подкатегория",
    ),
    (Notion::Collection, "collection collections kollektion serie series gamme reihe linea"),
    (
        Notion::Price,
        "price prices prix preis preise precio precios prezzo prezzi prijs prijzen preco precos cena ceny cene цена цены ціна ціни \
         pris priser tarif tarifs tarifa tariff tarief стоимость вартість pricing unitprice listprice prc",
    ),
    (Notion::Amount, "amount montant betrag importe importo kwota сумма valore bedrag"),
    (
        Notion::Cost,
        "cost costs costo custo kosten cout ek einkauf einkaufs einkaufspreis закупка закупочная закупівельна закупочна ddp fob exw \
         pa ppa hek inkopspris nettoeinkauf",
    ),
    (
        Notion::Trade,
        "achat achats purchase buy buying inkoop compra compras acquisto zakup zakupu nakup nakupni wholesale engros gros grossiste \
         dealer revendeur handler haendler reseller mayorista distributor distribuidor detallista rivenditore hurt hurtowa hurtowy \
         оптовая оптова опт оптом дилер дилерская b2b pro partner trade velkoobchod",
    ),
    (
        Notion::Net,
        "net netto nett neto ht excl exkl excluding excluded exc ohne hors sans sin senza bez без ex exvat",
    ),
    (
        Notion::Gross,
        "gross brutto bruto with ttc incl inkl including included inc tvac lordo avec con mit с toutes brut",
    ),
    (
        Notion::Retail,
        "retail rrp msrp pv pvttc pvht srp uvp upe vk verkauf verkaufs verkaufspreis pvp pvc pvr ppc pdsf public publico publica pubblico consumer \
         consument advies vente ventes venta vendita venda selling sell sales sprzedazy detaliczna detaliczny prodejni розничная \
         роздрібна розница boutique store internet интернет recommended conseille consigliato recomendado empfohlen empf sugerido \
         suggested unverbindliche regular endkunde endkunden endverbraucher pmc ppv shop рекомендованная ррц рц",
    ),
    (Notion::List, "list liste lista catalog catalogue katalog listino listen listenpreis catalogo прайс"),
    (
        Notion::Sale,
        "sale promo promotion promotional special sonder angebot aktion aktions discounted solde soldes oferta offer промо акция акционная \
         promocyjna reduced deal clearance",
    ),
    (
        Notion::Old,
        "old strike compare was crossed before ancien altes alt_ previous stary старая стара anterior initial",
    ),
    (
        Notion::Currency,
        "currency currencies devise devises wahrung waehrung moneda moneta valuta valutakod munt divisa divise waluta mena валюта moeda \
         currencyid currencycode",
    ),
    (
        Notion::Stock,
        "stock stocks bestand bestande bestaende lager lagerbestand inventory inventario existencias existencia giacenza giacenze voorraad \
         magazzino stan stany magazyn sklad skladem zasoby остаток остатки залишок залишки estoque saldo lagersaldo \
         onhand hand disponibles qoh warehouse entrepot depot almacen deposito складе",
    ),
    (
        Notion::Available,
        "available availability disponible disponibilite disponibilita disponibilidad disponibilidade verfugbar verfugbarkeit verfuegbar \
         verfuegbarkeit dostepnosc dostupnost доступность доступно beschikbaar beschikbaarheid наличие наличии наявність наявності avail dispo disp lieferbar instock tillganglighet",
    ),
    (
        Notion::Quantity,
        "quantity quantities qty qte quantite quantites cantidad quantita quantidade menge mengen anzahl aantal ilosc mnozstvi mnozstvo \
         количество кількість units unidades unites antal stk stuck stuckzahl pieces pcs kolvo кол quantiy stückzahl",
    ),
    (Notion::Count, "count counter total sum"),
    (
        Notion::Unit,
        "unit unite einheit unidad unita jednostka jednotka eenheid единица одиниця uom me mass_ enhet measure ед measurement",
    ),
    (
        Notion::Image,
        "image images img imgs picture pictures pic pics photo photos foto fotos fotky bild bilder imagen imagenes immagine immagini \
         imagem imagens afbeelding afbeeldingen zdjecie zdjecia obrazek obrazky obraz изображение изображения зображення фото картинка \
         grafik visuel visuels mime media productimage packshot",
    ),
    (
        Notion::Url,
        "url urls uri link links lien liens enlace href src source path ссылка ссылки посилання odkaz lank adresse datei file filename fichier loc",
    ),
    (Notion::Thumb, "thumb thumbs thumbnail swatch small icon logo mini vignette miniature lowpic"),
    (Notion::Alt, "alt caption position pos purpose zweck"),
    (
        Notion::Weight,
        "weight weights poids gewicht peso waga вес вага ваги masa massa mass hmotnost vikt weightkg weightg gewichtkg grams",
    ),
    (Notion::Mpn, "mpn han oem mpns"),
    (Notion::Part, "part parts teil teile piece deel"),
    (Notion::Model, "model models modell modele modelo modello модель модели modelcode"),
    (
        Notion::Min,
        "min minimum minimal minimale mindest minima minimo minimalna minimalne минимальный минимальная минимальное минимум мінімальний \
         мінімальне lower lowest from ab від от dès",
    ),
    (Notion::Max, "max maximum maximal upper maksymalna"),
    (
        Notion::Order,
        "order orders bestell bestellung commande commandes pedido ordine zamowienia objednavka objednaci заказ заказа замовлення bestelling \
         bestel sequence sort position_",
    ),
    (
        Notion::Pack,
        "pack packs package packages packing packaging verpackung verpackungs ve vpe carton cartons karton case cases colis colisage \
         conditionnement pcb embalaje embalagem confezione verpakking opakowanie baleni упаковка упаковке упаковки пакування crtn ctn box inner outer \
         caja cajas caixa scatola cartone doos krabice коробка коробке ящик ящике koli pallet pllt palette bundle multipack colli gebinde umkarton set setgrosse inhalt",
    ),
    (
        Notion::Delivery,
        "delivery livraison liefer lieferung entrega consegna levering lever dostawa dostawy dodani doruceni доставка доставки lead \
         leadtime поставки supply handling replenishment wysylki",
    ),
    (
        Notion::Time,
        "time times zeit zeiten delai delais delay plazo tempo tempi tijd termin termini czas doba срок термін days jours tage dias \
         giorni dagen dni дней днів dagar frist prazo leadtimes terminu",
    ),
    (
        Notion::Shipping,
        "shipping versand versandkosten expedition envio spedizione verzend verzending freight porto frais transport postage fracht \
         portokosten ship frete",
    ),
    (
        Notion::Tax,
        "tax taxe taxes taxable vat tva mwst iva btw moms ust dph ндс пдв steuer steuersatz steuern pfand deposit ecotax eco deee \
         recycling consigne fee podatek taxed pvat alv",
    ),
    (
        Notion::Discount,
        "discount discounts rabatt rabatte remise remises descuento sconto sconti korting rabat sleva скидка скидки знижка знижки \
         rebate reduction percent percentage margin marge coefficient coef % surcharge zuschlag nachlass marża",
    ),
    (
        Notion::Date,
        "date dates datum fecha дата created updated modified timestamp valid validity start end since gultig datetime beginn ende \
         begin bis until expiry last year jahr annee",
    ),
    (
        Notion::Supplier,
        "supplier suppliers lieferant lieferanten liferanten fournisseur fournisseurs proveedor proveedores fornitore fornecedor \
         leverancier dostawca dostawcy dodavatel поставщик поставщика постачальник leverantor distributors",
    ),
    (Notion::Seller, "seller merchant verkaufer creator author autor owner user"),
    (
        Notion::Meta,
        "meta seo og keyword keywords tag tags search rewrite slug handle urlkey rewritten reescrito etiquetas etiquettes metatitle \
         пошукові поисковые schlagworte heading canonical related_ faq faqs review reviews rating ratings",
    ),
    (Notion::Variant, "variant variants variation variations variante varianten varianti option options"),
    (
        Notion::Feature,
        "feature features characteristic characteristics характеристика характеристики eigenschaft eigenschaften merkmal merkmale custom \
         metafield metafields additionalinfo attribute attributes attribut attributs attributi atributo atrybut cecha cechy param params \
         property properties specification_ caracteristica",
    ),
    (
        Notion::Status,
        "status state active activo actif aktiv enabled visible visibility published publish condition flag \
         factor faktor bound basis indicator stav stan_ zustand ribbon hidden locked deleted template theme backorderable backorders \
         track new neu changed change action update quality rank score nest gift",
    ),
    (
        Notion::Country,
        "country countries origin origins land ursprung ursprungsland herkunft herkunftsland pays pais paese страна країна territory region \
         origine land_ kraj zeme origen locale language lang_ sprache langue язык мова city channel",
    ),
    (
        Notion::Dimension,
        "style width height length depth breite hohe hoehe lange laenge tiefe largeur hauteur longueur profondeur ancho alto altura larghezza \
         altezza profondita size sizes dimension dimensions dimensiones volume volumen объем объём taille grosse maat talla rozmiar размер \
         color colour couleur farbe колір цвет kolor kleur colore cor material matiere grammatur gender geschlecht age diameter durchmesser \
         abmessung abmessungen masse",
    ),
    (
        Notion::Customs,
        "customs hs taric zoll zolltarif zolltarifnummer intrastat commodity spsc hts harmonized unspsc eclass etim nomenclature douane statistik \
         warentarif hscode",
    ),
    (
        Notion::Related,
        "related cross crosssell upsell sells accessory accessories similar component comparison comparable required replacement \
         alternative substitute zubehor successor required_ variantsof bought associated rel alternativ alt_pid followup",
    ),
    (Notion::Parent, "parent parents parentid eltern vater mother родитель mutter"),
    (
        Notion::Own,
        "internal intern interne interno buyer customer kunde kunden client clients cliente klient own eigene unique унікальний уникальный external",
    ),
    (
        Notion::Other,
        "interval increment step map policy tracker method mode requires warranty garantie gwarancja garanzia garantia гарантия гарантія zaruka video videos manual document documents pdf ingredients allergens",
    ),
];

/// Words that mean several notions at once.
const COMPOUNDS: &[(&str, &[Notion])] = &[
    ("pid", &[Notion::Item, Notion::Id]),
    ("aid", &[Notion::Item, Notion::Id]),
    ("moq", &[Notion::Min, Notion::Order, Notion::Quantity]),
    ("warengruppe", &[Notion::Item, Notion::Group]),
    ("produktart", &[Notion::Item, Notion::Type]),
    ("artikelart", &[Notion::Item, Notion::Type]),
    ("kurztext", &[Notion::Name]),
    ("langtext", &[Notion::Long, Notion::Text]),
    ("vendorcode", &[Notion::Maker, Notion::Code]),
    ("asin", &[Notion::Other]),
    ("preiseinheit", &[Notion::Price, Notion::Unit]),
    ("mengeneinheit", &[Notion::Quantity, Notion::Unit]),
    // ISO 6523 identifiers of the GTIN and of the seller's scheme, as in PEPPOL catalogues.
    ("0160", &[Notion::Ean]),
];

/// The notions of every word.
static NOTIONS: LazyLock<HashMap<&'static str, Vec<Notion>>> = LazyLock::new(|| {
    let mut notions: HashMap<&str, Vec<Notion>> = HashMap::new();
    for &(notion, words) in WORDS {
        for word in words.split_whitespace() {
            notions.insert(word, vec![notion]);
        }
    }
    notions.extend(COMPOUNDS.iter().map(|&(word, meanings)| (word, meanings.to_vec())));
    notions
});

/// What a folded word means; none if it isn't known.
pub(super) fn notions(word: &str) -> Option<&'static [Notion]> {
    NOTIONS.get(word).map(Vec::as_slice)
}
