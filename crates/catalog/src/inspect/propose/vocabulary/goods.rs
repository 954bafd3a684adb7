//! Words for what an article is: its numbers, names, makers and kinds.

use super::Notion;

pub(super) const GOODS: &[(Notion, &str)] = &[
    (
        Notion::Neutral,
        "the of a an de du des la le les l el los las del di da do das dos den der die en et und y e i and \
         in im for fur fuer per pour para por na z ze w v van von zu au aux our your votre vos ihr ihre su \
         value values wert valeur valor main haupt primary default principal principale info information \
         informations informationen fb facebook google amazon shopping tienda magasin sklep obchod site \
         сайте web eu fr nl it es pl cs cz uk ua укр рус ru pt sv se at ch be deu aut usd eur gbp chf pln \
         czk sek uah rub kzt euro euros zl kc грн руб g gr kg lb lbs oz mg mm cm ml л кг г gram gramm level \
         data field base each unitaire unitario unitaria unitar jednostkowa jednotkova за по в на шт niveau \
         current actual aktuell actuel actuelle attrs o p html node entry record central approx appross \
         final ron huf dkk nok try bgn hrk rsd ro hu fi tr bg sk sl hr lei ft kr din unsere unser ons onze \
         hoofd prekes lui",
    ),
    (
        Notion::Item,
        "product products produkt produkte produkten produktu produit produits producto productos prodotto \
         prodotti produto produtos prod artikel artikeln article articles articulo articulos articolo \
         articoli artigo artigos art item items товар товара товару товаров товары товарів towar towaru \
         zbozi polozka polozky позиция позиции позиції позицію vara varu varor номенклатура goods \
         merchandise ware waren tovar asset vare varer artikl artikla artikli artikal termek cikk tuote \
         tuotteen produs produse articol urun malzeme eidos ειδοσ ειδουσ προιον izdelek izdelka preke \
         продукт продукта продукти продукту изделие изделия vyrobek vyrobku vyrobok vyrobkov tovaru tovarov \
         produktov mercancia merce stavka",
    ),
    (
        Notion::Code,
        "number numbers no nr num numer numeru numero n nummer nummern code codes codice codigo cod kod код \
         kodu номер номера ref refs reference references referencia referenz referentie riferimento \
         referencja symbol indeks cislo # nº n° key sifra sifre koodi szam szama kodas κωδικοσ kode numeri \
         codigos codici refer referinta sku_code номерa шифр indeksas nro numerot",
    ),
    (
        Notion::Id,
        "id ids identifier identifiant identificador identification ид uid guid uuid идентификатор \
         ідентифікатор",
    ),
    (
        Notion::Sku,
        "sku skus артикул артикула артикулы артикулу artnr artno ugs varenummer varenr artikelnr itemno vpn \
         арт cikkszam termekkod artikelkode artnummer stockcode codart sachnummer materialnr materialnummer \
         materialno itemnumber itemnr skucode productcode prodcode articlecode",
    ),
    (
        Notion::Name,
        "name names nom noms naam nombre nome nazwa nazev назва название наименование найменування имя namn \
         navn benamning bezeichnung benennung artikelbezeichnung title titel titre titulo titolo tytul \
         designation designacao denominacion denominazione denomination libelle intitule oznaceni headline \
         label nimi produktname nume denumire denumirea megnevezes nev neve termeknev adi naziv nazivi ime \
         име tuotenimi benaming navnet ονομα nimetus pavadinimas nosaukums nazov nazvy titul titulek \
         bezeichnungen naming",
    ),
    (
        Notion::Text,
        "description descriptions desc descr dsc beschreibung beschreibungen descripcion descrizione \
         descricao beskrivning opis popis опис описание omschrijving text texte texts testo texto tekst \
         body content contenu details remarks remark caracteristiques spezifikation specification kommentar \
         comment comments detail descriptif descriptifs argumentaire argumentaires accroche beskrivelse \
         beskrivelser descriere descrierea leiras aciklama aciklamasi kuvaus περιγραφη tuotekuvaus apraksts \
         aprasymas annotation anotace anotacia specifikace specifikacia specyfikacja especificaciones \
         caratteristiche karakteristieken erlauterung werbetext",
    ),
    (
        Notion::Short,
        "short kurz court courte corta corto breve krotki краткое короткий kratky kort summary abbreviated \
         brief kratka skrocony skrocona krotka scurta rovid kortfattad сокращенное коротка",
    ),
    (
        Notion::Long,
        "long longue larga largo lungo lang full complete detailed dlugi подробное полное extended lunga \
         hosszu podrobny dlouhy dlha dlhy pelny pelna полный повний повна подробный ausfuhrlich \
         ausfuhrliche pitka",
    ),
    (
        Notion::Ean,
        "ean eans gtin gtins upc upcs barcode barcodes strichcode barras barre barres штрихкод штрихкоду \
         штрих streepjescode kreskowy kreskowe carovy streckkod jan isbn eancode gencod gencode ean13 \
         codebarre codebarres barkod stregkode strekkode vonalkod viivakoodi баркод шк ean8 ean14 gtin13 \
         gtin12 gtin14 eannr eannummer upccode eanupc gtinean isbn13 isbn10 ismn issn",
    ),
    (
        Notion::Brand,
        "brand brands marque marques marke marken marca marcas marchio marchi merk merken marka marki \
         znacka бренд varumarke fabrikat maerke varemerke varemaerke μαρκα merkki марка марки тм brandname \
         markenname markalar znamka blagovna producten_brand label_brand make",
    ),
    (
        Notion::Maker,
        "manufacturer manufacturers hersteller fabricant fabricants fabrikant fabricante produttore \
         producent producenta producer vyrobce виробник производитель изготовитель tillverkare maker mfr \
         mfg manuf vendor vendors fabrica producteur produzent producator producatorul gyarto gyartoi \
         constructeur fabricator produsent proizvodac proizvajalec производител uretici valmistaja \
         valmistajan κατασκευαστησ vyrobca editeur edition verlag publisher imprint editorial editore \
         uitgever wydawca nakladatel издательство видавництво fabbricante costruttore constructor \
         tillverkarens producentens producenter herst",
    ),
    (
        Notion::Category,
        "category categories categorie categorii kategorie kategorien kategori kategoria kategorii \
         категория категории категорія категорії categoria categorias rubrique rubrik famille familles \
         familie familia famiglia family rayon departement department breadcrumb breadcrumbs taxonomy \
         раздел рубрика univers cat cats categ sortimentsgruppe fineline kategorija kategorije κατηγορια \
         sortiment asortyment assortiment asortiman reparto settore dzial oddeleni oddelenie odjel sektion \
         departamento seccion sezione розділ tuoteryhma lokinta kategoriat kategoriepfad categorypath \
         branza",
    ),
    (
        Notion::Group,
        "group groups gruppe gruppen groupe groupes grupo gruppo groep grupa skupina группа группы група \
         групи grupp section classe class klasse csoport grup grubu grupe grupy gruppi grupos gruppene \
         ryhma ομαδα gruppa varegruppe varegrupp tovargruppe",
    ),
    (Notion::Type, "type types typ tipo tipologia тип типу typu typus typeid tipul tipus tur вид вида"),
    (
        Notion::Sub,
        "sub sous unter subcategory subcategories souscategorie subcategoria podkategoria подкатегория \
         subfamilia sottocategoria sottofamiglia sottogruppo subgrupo subgroup subfamily subkategorie \
         subkategoria podkategorie podgrupa підкатегорія підгрупа подгруппа subcategorie alkategoria \
         alcsoport subrubrique sousrubrique sousfamille underkategori undergruppe subdepartment subclass",
    ),
    (Notion::Collection, "collection collections kollektion serie series gamme reihe linea"),
];
