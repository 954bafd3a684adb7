//! Words for what an article costs, how much there is of it, how it comes, and what stands beside that.

use super::Notion;

pub(super) const TRADE: &[(Notion, &str)] = &[
    (
        Notion::Price,
        "price prices prix preis preise precio precios prezzo prezzi prijs prijzen preco precos cena ceny \
         cene цена цены ціна ціни pris priser tarif tarifs tarifa tariff tarief стоимость вартість pricing \
         unitprice listprice prc pret preturi ar ara arak fiyat fiyati fiyatlari τιμη τιμεσ hinta hinnat \
         cijena cijene cenik cennik cenova hind kaina einzelpreis stuckpreis stueckpreis",
    ),
    (Notion::Amount, "amount montant betrag importe importo kwota сумма valore bedrag"),
    (
        Notion::Cost,
        "cost costs costo custo kosten cout ek einkauf einkaufs einkaufspreis закупка закупочная \
         закупівельна закупочна ddp fob exw pa ppa hek inkopspris nettoeinkauf paht pau coste costes kost \
         kostpris kostprijs nc indkob indkobspris innkjop innkjopspris inpris inkop nabavna ostohinta \
         achatht revient besteinkauf hekpreis maliyet",
    ),
    (
        Notion::Trade,
        "achat achats purchase buy buying inkoop compra compras acquisto zakup zakupu nakup nakupni \
         wholesale engros gros grossiste dealer revendeur handler haendler reseller mayorista distributor \
         distribuidor detallista rivenditore hurt hurtowa hurtowy оптовая оптова опт оптом дилер дилерская \
         b2b pro partner trade velkoobchod voc alis bayi nabavka achizitie achizitii beszerzesi nagyker \
         nagykereskedelmi veleprodajna veleprodaja χονδρικη χονδρικησ αγορασ nakupna revenda revendedor \
         atacado grossista ingrosso acquisti aankoop wiederverkaufer wiederverkaeufer forhandler \
         aterforsaljar aterforsaljare fachhandel handel партнерская партнерська входящая вхідна bulk",
    ),
    (
        Notion::Net,
        "net netto nett neto ht excl exkl excluding excluded exc ohne hors sans sin senza bez без ex exvat \
         nelkul ekskl exclusief exclusive exclus esclusa escluso eksklusive esclusiva sem fara ilman haric \
         nto",
    ),
    (
        Notion::Gross,
        "gross brutto bruto with ttc incl inkl including included inc tvac lordo avec con mit с toutes brut \
         bto inclusief inclusive inclusa incluso inkludert inclus tartalmazza dahil cu sis lorda",
    ),
    (
        Notion::Retail,
        "retail rrp msrp pv pvttc pvht srp uvp upe vk verkauf verkaufs verkaufspreis pvp pvc pvr ppc pdsf \
         public publico publica pubblico consumer consument advies vente ventes venta vendita venda selling \
         sell sales sprzedazy detaliczna detaliczny prodejni розничная роздрібна розница boutique store \
         internet интернет recommended conseille consigliato recomendado empfohlen empf sugerido suggested \
         unverbindliche regular endkunde endkunden endverbraucher pmc ppv shop рекомендованная ррц рц pvpr \
         ppi prp moc dmoc scd mrp mrsp fogyasztoi kisker kiskereskedelmi ajanlott eladasi rek riktpris \
         utpris cirkapris vejl vejledende veil veiledende udsalgspris udsalg salgspris salg forsaljning \
         forsaljnings satis perakende λιανικη λιανικησ myynti myyntihinta maloprodajna maloprodaja prodajna \
         vanzare recomandat laden ladenverkaufspreis winkel verkoop adviesverkoop katalogowa sugerowana \
         sugerowany maloobchodni maloobchodna doporucena doporucene odporucana koncova predajna роздріб мрц \
         рекомендована рекомендуемая рекомендованные consommateur conseil vpc mpc preisempfehlung adv \
         empfohlener empfohlene preconise menudeo minorista dettaglio varejo",
    ),
    (
        Notion::List,
        "list liste lista catalog catalogue katalog listino listen listenpreis catalogo прайс tabela \
         tariefprijs listaar",
    ),
    (
        Notion::Sale,
        "sale promo promotion promotional special sonder angebot aktion aktions discounted solde soldes \
         oferta offer промо акция акционная promocyjna reduced deal clearance staffel aktionspreis \
         promosyon rea kampanj kampagne tilbud akcio akce akcia akcni ofertas promocja promocion promozione \
         aanbieding nettoaktion предложение",
    ),
    (
        Notion::Old,
        "old strike compare was crossed before ancien altes previous stary старая стара anterior initial \
         stara puvodni povodna povodne stare regi gammel ordinarie vechi vanha vorher durchgestrichen statt \
         tachado sbarrato попередня",
    ),
    (
        Notion::Currency,
        "currency currencies devise devises wahrung waehrung moneda moneta valuta valutakod munt divisa \
         divise waluta mena валюта moeda currencyid currencycode wkz curr cur monnaie penznem deviza doviz \
         νομισμα valuutta valute valutas monnaies ccy waers",
    ),
    (
        Notion::Stock,
        "stock stocks bestand bestande bestaende lager lagerbestand inventory inventario existencias \
         existencia giacenza giacenze voorraad magazzino stan stany magazyn sklad skladem zasoby остаток \
         остатки залишок залишки estoque saldo lagersaldo onhand hand disponibles qoh warehouse entrepot \
         depot almacen deposito складе stoc stocul keszlet raktarkeszlet raktar raktaron stok beholdning \
         lagerbeholdning lagerantal varasto varastosaldo αποθεμα zaliha zalihe zaloga stanje stanie skladom \
         sklade skladu skladovost склад складі складу наличност esistenza esistenze existences atp \
         freibestand lagerbest lagerst magazijn przechowywanie",
    ),
    (
        Notion::Available,
        "available availability disponible disponibilite disponibilita disponibilidad disponibilidade \
         verfugbar verfugbarkeit verfuegbar verfuegbarkeit dostepnosc dostupnost доступность доступно \
         beschikbaar beschikbaarheid наличие наличии наявність наявності avail dispo disp lieferbar instock \
         tillganglighet disponibel disponibelt tilgjengelig tilgaengelig verfugbare verfugbarer dostepna \
         dostepne dostepny dostupne dostupny disponibil disponibilitate elerheto elerhetoseg διαθεσιμοτητα \
         saatavuus dostupno доступна доступное доступний наявні beschikbare tillganglig mevcut",
    ),
    (
        Notion::Quantity,
        "quantity quantities qty qte quantite quantites cantidad quantita quantidade menge mengen anzahl \
         aantal ilosc mnozstvi mnozstvo количество кількість units unidades unites antal stk stuck \
         stuckzahl pieces pcs kolvo кол quantiy cantitate cantitati qtd qtde qta mennyiseg miktar miktari \
         adet kolicina pocet kusu kusov kusy ks sztuk szt ilosci bucati buc maara kpl ποσοτητα hoeveelheid \
         stuks pezzi piezas pecas pz количества кількості antall mangd kvantitet quant",
    ),
    (Notion::Count, "count counter total sum"),
    (
        Notion::Unit,
        "unit unite einheit unidad unita jednostka jednotka eenheid единица одиниця uom me enhet measure ед \
         measurement mertekegyseg birim enhed enheter jednostki jednotky jednotek um udm mj mengeneinh einh \
         mere yksikko",
    ),
    (
        Notion::Image,
        "image images img imgs picture pictures pic pics photo photos foto fotos fotky bild bilder imagen \
         imagenes immagine immagini imagem imagens afbeelding afbeeldingen zdjecie zdjecia obrazek obrazky \
         obraz изображение изображения зображення фото картинка grafik visuel visuels mime media \
         productimage packshot abbildung abbildungen abb plaatje plaatjes grafika obrazku obrazok obrazka \
         imagine imagini poza poze kep kepek kepe billede billeder billed resim resimler gorsel εικονα \
         εικονεσ kuva kuvat slika slike bilde снимка снимки фотография фотографии фотографія zdjec fotka \
         fotografia fotografie fotografias photographie illustration afbeeldingslink imagelink picurl \
         produktbild artikelbild visu",
    ),
    (
        Notion::Url,
        "url urls uri link links lien liens enlace href src source path ссылка ссылки посилання odkaz lank \
         adresse datei file filename fichier loc odnosnik hiperlacze hyperlink webseite webpage page_url \
         adresa linkki linkek seo_url",
    ),
    (Notion::Thumb, "thumb thumbs thumbnail swatch small icon logo mini vignette miniature lowpic"),
    (Notion::Alt, "alt caption position pos purpose zweck"),
    (
        Notion::Weight,
        "weight weights poids gewicht peso waga вес вага ваги masa massa mass hmotnost vikt weightkg \
         weightg gewichtkg grams gew pds wt wgt vaha масса массa greutate greutatea suly sulya tomeg vaegt \
         agirlik βαροσ paino tezina тегло vekt svoris svars nettogewicht bruttogewicht nettogew bruttogew \
         hmotnosti",
    ),
    (Notion::Mpn, "mpn han oem mpns partnumber partno mfrpart mfgpart партномер партнумер oemnr oemnummer"),
    (Notion::Part, "part parts teil teile piece deel"),
    (Notion::Model, "model models modell modele modelo modello модель модели modelcode"),
    (
        Notion::Min,
        "min minimum minimal minimale mindest minima minimo minimalna minimalne минимальный минимальная \
         минимальное минимум мінімальний мінімальне lower lowest from ab від от minimalny minimalni minim \
         minsta minste мин мін mindestens least",
    ),
    (Notion::Max, "max maximum maximal upper maksymalna"),
    (
        Notion::Order,
        "order orders bestell bestellung commande commandes pedido ordine zamowienia objednavka objednaci \
         заказ заказа замовлення bestelling bestel sequence sort abnahme afname bestelhoeveelheid odber \
         odberu rendeles rendelesi ordre ordin comanda comenzi zamowienie bestallnings bestillings tilaus \
         narudzba siparis encomenda objednani objednavaci abruf παραγγελια заказы ordering",
    ),
    (
        Notion::Pack,
        "pack packs package packages packing packaging verpackung verpackungs ve vpe carton cartons karton \
         case cases colis colisage conditionnement pcb embalaje embalagem confezione verpakking opakowanie \
         baleni упаковка упаковке упаковки пакування crtn ctn box inner outer caja cajas caixa scatola \
         cartone doos krabice коробка коробке ящик ящике koli bundle multipack colli gebinde umkarton set \
         setgrosse inhalt packungsgrosse packungseinheit verpackungsmenge verkaufseinheit uv balenie \
         imballo imballi ambalaj ambalaje cutie cutii csomagolas csomag kiszereles forpackning \
         forpackningar forpakning pakning pakninger pakke kolli emballage emballages pakkaus kutija paketti \
         kartons kartonu kartonie opak opakowaniu opakowania упак упаковці ящика блок блоке confezioni \
         cartoni pacco pacote fardo spcb tray display blister bidon",
    ),
    (
        Notion::Delivery,
        "delivery livraison liefer lieferung entrega consegna levering lever dostawa dostawy dodani \
         doruceni доставка доставки lead leadtime поставки supply handling replenishment wysylki livrare \
         livrarea szallitasi szallitas dispatch leverans leverings dodaci dodacia dodanie realizacji \
         realizacja teslimat toimitus παραδοση isporuka dostave despatch",
    ),
    (
        Notion::Time,
        "time times zeit zeiten delai delais delay plazo tempo tempi tijd termin termini czas doba срок \
         термін days jours tage dias giorni dagen dni дней днів dagar frist prazo leadtimes terminu tid ido \
         hatarido termen timp lhuta lehota aika suresi rok срокu terme workdays werktage arbeitstage dager \
         dage napok zile",
    ),
    (
        Notion::Shipping,
        "shipping versand versandkosten expedition envio spedizione verzend verzending freight porto frais \
         transport postage fracht portokosten ship frete fragt frakt wysylka postovne kargo \
         szallitasi_koltseg expediere",
    ),
    (
        Notion::Tax,
        "tax taxe taxes taxable vat tva mwst iva btw moms ust dph ндс пдв steuer steuersatz steuern pfand \
         deposit ecotax eco deee recycling consigne fee podatek taxed pvat alv afa kdv φπα mva zuschlagsatz \
         taxcode mwstsatz steuerklasse ecoparticipation d3e weee kgo autorska varomaksu",
    ),
    (
        Notion::Discount,
        "discount discounts rabatt rabatte remise remises descuento sconto sconti korting rabat sleva \
         скидка скидки знижка знижки rebate reduction percent percentage margin marge coefficient coef % \
         surcharge zuschlag nachlass marza zlava desconto descontos reducere kedvezmeny rabaty popust \
         popusti indirim εκπτωση alennus nuolaida rabattgruppe conditions",
    ),
    (
        Notion::Date,
        "date dates datum fecha дата created updated modified timestamp valid validity start end since \
         gultig datetime beginn ende begin bis until expiry last year jahr annee datas τιμολ дати \
         ημερομηνια datums tarih valido gueltig saison season sezon stagione",
    ),
    (
        Notion::Supplier,
        "supplier suppliers lieferant lieferanten liferanten fournisseur fournisseurs proveedor proveedores \
         fornitore fornecedor leverancier dostawca dostawcy dodavatel поставщик поставщика постачальник \
         leverantor distributors furnizor furnizorul beszallito szallito leverandor leverandorens tedarikci \
         dobavljac dobavitelj προμηθευτησ toimittaja доставчик dodavatele dodavatela dostawcow fornitori",
    ),
    (Notion::Seller, "seller merchant verkaufer creator author autor owner user"),
    (
        Notion::Meta,
        "meta seo og keyword keywords tag tags search rewrite slug handle urlkey rewritten reescrito \
         etiquetas etiquettes metatitle пошукові поисковые schlagworte heading canonical faq faqs review \
         reviews rating ratings mots cles ключевые слова слов теги ключові stichworte suchbegriffe keyworte \
         seotitle",
    ),
    (
        Notion::Variant,
        "variant variants variation variations variante varianten varianti option options varianta \
         variantas varianty wariant warianty вариант варіант",
    ),
    (
        Notion::Feature,
        "feature features characteristic characteristics характеристика характеристики eigenschaft \
         eigenschaften merkmal merkmale custom metafield metafields additionalinfo attribute attributes \
         attribut attributs attributi atributo atrybut cecha cechy param params property properties \
         caracteristica vlastnost vlastnosti parametr parametry charakterystyka свойство властивість \
         параметр параметры",
    ),
    (
        Notion::Status,
        "status state active activo actif aktiv enabled visible visibility published publish condition flag \
         factor faktor bound basis indicator stav zustand ribbon hidden locked deleted template theme \
         backorderable backorders track new neu changed change action update quality rank score nest gift \
         zustandscode etat estado estados estatus состояние статус статусы durum tila tilstand novinka \
         nowosc nouveaute novita новинка neuheit eol discontinued",
    ),
    (
        Notion::Country,
        "country countries origin origins land ursprung ursprungsland herkunft herkunftsland pays pais \
         paese страна країна territory region origine kraj zeme origen locale language sprache langue язык \
         мова city channel tara orszag ulke страны pochodzenia puvodu proizvodnje производства походження \
         zemepuvodu oprindelse opprinnelse",
    ),
    (
        Notion::Dimension,
        "style width height length depth breite hohe hoehe lange laenge tiefe largeur hauteur longueur \
         profondeur ancho alto altura larghezza altezza profondita size sizes dimension dimensions \
         dimensiones volume volumen объем taille grosse maat talla rozmiar размер color colour couleur \
         farbe колір цвет kolor kleur colore cor material matiere grammatur gender geschlecht age diameter \
         durchmesser abmessung abmessungen masse koko meret marime renk culoare szin farg farve vari kolory \
         barva barvy farba farby szerokosc wysokosc dlugosc glebokosc sirka vyska hloubka delka dlzka hlbka \
         ширина высота длина глубина довжина висота глибина розмір розміру размера размеры materiaal \
         матеріал материал taglia tamanho storlek storrelse velikost rozmer rozmery габариты литраж объема \
         objetosc objem hauteurs formato format zapach dufte geruch aroma",
    ),
    (
        Notion::Customs,
        "customs hs taric zoll zolltarif zolltarifnummer intrastat commodity spsc hts harmonized unspsc \
         eclass etim nomenclature douane statistik warentarif hscode cn pkwiu pcn cpv gtu уктзед тн вэд \
         douanier zolltarifnr tullstatistik vamtarifa statistische zollnummer customscode ncm",
    ),
    (
        Notion::Related,
        "related cross crosssell upsell sells accessory accessories similar component comparison comparable \
         required replacement alternative substitute zubehor successor variantsof bought associated rel \
         alternativ alt_pid followup kompatibel kompatibilitat compatible compatibility zubehorartikel \
         acessorios akcesoria prislusenstvi prislusenstvo",
    ),
    (
        Notion::Parent,
        "parent parents parentid eltern vater mother родитель mutter stamm stammartikel vaterartikel master \
         родительский",
    ),
    (
        Notion::Own,
        "internal intern interne interno buyer customer kunde kunden client clients cliente klient own \
         eigene unique унікальний уникальный external buyers kundenartikelnummer klanten kunders",
    ),
    (
        Notion::Other,
        "interval increment step map policy tracker method mode requires warranty garantie gwarancja \
         garanzia garantia гарантия гарантія zaruka video videos manual document documents pdf ingredients \
         allergens palette pallet pllt pallets paletten palet paletu палета zaruky garancia gwarancji takuu \
         garanti jamstvo manuals anleitung datenblatt datasheet fiche bemerkung bemerkungen hinweis \
         hinweise remarque remarques uwagi poznamka poznamky примечание примітка note notes nota opmerking \
         observatii megjegyzes huomautus anmarkning strona seite pagina page lp lfd break breaks",
    ),
];
