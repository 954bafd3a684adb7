//! XML and JSON.

use std::fmt::Write as _;

use catalog::inspect::StructureOverrides;
use catalog::structure::Format;

use crate::sample::Sample;

fn record_path(text: &str) -> String {
    Sample::new(text).inspect().structure.record_path.unwrap()
}

/// The cells of a record by the names of their columns.
fn record(sample: &Sample, index: usize) -> Vec<(String, String)> {
    let columns = sample.columns();
    let mut rows = sample.rows();
    columns.into_iter().zip(rows.swap_remove(index).cells).filter(|(_, cell)| !cell.is_empty()).collect()
}

fn has(record: &[(String, String)], column: &str, value: &str) {
    let found = record.iter().find(|(name, _)| name == column).map(|(_, value)| value.as_str());
    assert_eq!(found, Some(value), "{column} in {record:?}");
}

#[test]
fn attributes_named_siblings_and_repeats_have_their_columns() {
    let text = r#"<?xml version="1.0" encoding="UTF-8"?>
<offers xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <o id="1" price="19.90" stock="5"><name><![CDATA[Koc <b>ciepły</b> & miękki]]></name>
  <imgs><main url="https://x/1.jpg"/><i url="https://x/2.jpg"/><i url="https://x/3.jpg"/></imgs>
  <attrs><a name="Producent">Acme</a><a name="EAN">4006381333931</a></attrs></o>
 <o id="2" price="29.90" stock="0"><name>Poduszka &lt;mała&gt; &#38; tania</name><imgs><main url="https://x/4.jpg"/></imgs>
  <attrs><a name="EAN">4006381333948</a><a name="Kolor">biały</a></attrs></o>
</offers>"#;
    let sample = Sample::new(text);
    assert_eq!(record_path(text), "offers/o");
    let first = record(&sample, 0);
    has(&first, "@price", "19.90");
    has(&first, "name", "Koc <b>ciepły</b> & miękki");
    has(&first, "imgs/main/@url", "https://x/1.jpg");
    has(&first, "imgs/i/@url", "https://x/2.jpg + https://x/3.jpg");
    has(&first, "attrs/a[@name='EAN']", "4006381333931");
    let second = record(&sample, 1);
    has(&second, "name", "Poduszka <mała> & tania");
    has(&second, "attrs/a[@name='Kolor']", "biały");
    assert_eq!(sample.rows()[1].line, 6);
}

#[test]
fn records_are_found_among_what_repeats_around_and_inside_them() {
    let mut shop = "<yml_catalog><shop><name>S</name><currencies><currency id=\"RUB\" rate=\"1\"/></currencies><categories>".to_owned();
    for number in 0..60 {
        write!(shop, "<category id=\"{number}\" parentId=\"1\">C{number}</category>").unwrap();
    }
    shop += "</categories><offers>";
    for number in 0..20 {
        write!(shop, "<offer id=\"{number}\"><price>1</price><name>N{number}</name><vendor>V</vendor>\
             <picture>http://x/1</picture><picture>http://x/2</picture><param name=\"Color\">red</param><param name=\"Size\">{number}</param></offer>").unwrap();
    }
    shop += "</offers></shop></yml_catalog>";
    assert_eq!(record_path(&shop), "yml_catalog/shop/offers/offer");
    let sample = Sample::new(&shop);
    has(&record(&sample, 3), "param[@name='Size']", "3");

    let rss = "<rss xmlns:g=\"http://base.google.com/ns/1.0\"><channel><title>T</title><link>l</link>\
        <item><g:id>1</g:id><g:title>Lamp</g:title><g:price>1 EUR</g:price></item></channel></rss>";
    assert_eq!(record_path(rss), "rss/channel/item");
    assert_eq!(Sample::new(rss).columns(), ["g:id", "g:title", "g:price"]);
}

#[test]
fn prices_are_told_apart_by_their_type() {
    let article = |number: u32| {
        format!(
            "<ARTICLE><SUPPLIER_AID>{number}</SUPPLIER_AID><ARTICLE_DETAILS><EAN>4006381333931</EAN></ARTICLE_DETAILS>\
             <ARTICLE_PRICE_DETAILS><ARTICLE_PRICE price_type=\"net_list\"><PRICE_AMOUNT>20</PRICE_AMOUNT></ARTICLE_PRICE>\
             <ARTICLE_PRICE price_type=\"net_customer\"><PRICE_AMOUNT>10</PRICE_AMOUNT></ARTICLE_PRICE></ARTICLE_PRICE_DETAILS></ARTICLE>"
        )
    };
    let map = "<ARTICLE_TO_CATALOGGROUP_MAP><ART_ID>1</ART_ID><CATALOG_GROUP_ID>2</CATALOG_GROUP_ID></ARTICLE_TO_CATALOGGROUP_MAP>";
    let text = format!(
        "<BMECAT><HEADER><CATALOG><LANGUAGE>deu</LANGUAGE></CATALOG></HEADER><T_NEW_CATALOG>{}{}{}</T_NEW_CATALOG></BMECAT>",
        article(1),
        article(2),
        map.repeat(9)
    );
    let sample = Sample::new(&text);
    assert_eq!(record_path(&text), "BMECAT/T_NEW_CATALOG/ARTICLE");
    let first = record(&sample, 0);
    has(&first, "ARTICLE_DETAILS/EAN", "4006381333931");
    has(&first, "ARTICLE_PRICE_DETAILS/ARTICLE_PRICE[@price_type='net_customer']/PRICE_AMOUNT", "10");
    has(&first, "ARTICLE_PRICE_DETAILS/ARTICLE_PRICE[@price_type='net_list']/PRICE_AMOUNT", "20");
}

#[test]
fn what_is_not_well_formed_is_borne_and_told() {
    let text = "<products>\n<product><sku>A1</sku><name>Salt & pepper</name><price>1</price></product>\n\
                <product><sku>A2</sku><name>5 < 6<br>new line</name><price>2</price></product>\n\
                <product><sku>A3</sku><name>&eacute;t&eacute;</name><price>3</price></product>\n</products>";
    let sample = Sample::new(text);
    let inspection = sample.inspect();
    assert_eq!(inspection.structure.record_path.as_deref(), Some("products/product"));
    let warning = inspection.warnings.iter().find(|warning| warning.code == "mended_xml").unwrap();
    assert!(warning.message.starts_with("line 2: an & that is not written &amp;"), "{}", warning.message);
    has(&record(&sample, 0), "name", "Salt & pepper");
    has(&record(&sample, 1), "price", "2");
    has(&record(&sample, 2), "name", "&eacute;t&eacute;");
}

#[test]
fn a_spreadsheet_in_xml_is_a_table() {
    let cell = |text: &str| format!("<Cell><Data ss:Type=\"String\">{text}</Data></Cell>");
    let text = format!(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
         <Styles><Style ss:ID=\"1\"/></Styles><Worksheet ss:Name=\"Preise\"><Table>\
         <Row>{}{}{}</Row><Row ss:Index=\"4\">{}<Cell ss:Index=\"3\"><Data ss:Type=\"Number\">9.5</Data></Cell></Row><Row>{}{}{}</Row></Table></Worksheet></Workbook>",
        cell("SKU"),
        cell("Name"),
        cell("Price"),
        cell("A1"),
        cell("A2"),
        cell("Lamp"),
        cell("8"),
    );
    let sample = Sample::new(&text);
    let structure = sample.inspect().structure;
    assert_eq!((structure.format, structure.header_row), (Format::Xml, 1));
    assert_eq!(structure.sheet.as_deref(), Some("Preise"));
    assert_eq!(structure.columns, ["SKU", "Name", "Price"]);
    assert_eq!(sample.lines(), ["A1||9.5", "A2|Lamp|8"]);
    assert_eq!(sample.rows()[0].line, 4);
}

#[test]
fn an_html_table_called_xls_is_a_table() {
    let text = "<html><head><meta charset=utf-8><style>td{}</style></head><body><table border=1>\
        <tr><th>SKU<th>Name</th><th>Price</th></tr><tr><td>A1</td><td>Lamp<br>big</td><td>1,50</td></tr>\
        <TR><TD>A2</TD><TD colspan=2>Table</TD></TR></table></body></html>";
    let sample = Sample::new(text).named("export.xls");
    let inspection = sample.inspect();
    assert_eq!(inspection.structure.columns, ["SKU", "Name", "Price"]);
    assert_eq!(sample.lines(), ["A1|Lamp\nbig|1,50", "A2|Table|"]);
    assert!(inspection.warnings.iter().any(|warning| warning.code == "wrong_extension"));
}

#[test]
fn json_records_are_found_at_any_depth() {
    assert_eq!(record_path(r#"[{"sku":"1","name":"a"},{"sku":"2","name":"b"}]"#), "");
    assert_eq!(
        record_path(
            r#"{"meta":{"page":1,"total":2},"data":{"items":[{"sku":"1","name":"a"},{"sku":"2","name":"b"}]}}"#
        ),
        "data/items"
    );
    assert_eq!(
        record_path(
            r#"[{"name":"Lamps","items":[{"code":"1","price":2,"d":1},{"code":"2","price":3,"d":1}]},{"name":"Desks","items":[{"code":"3","price":2,"d":1}]}]"#
        ),
        "items"
    );
    assert_eq!(
        record_path(r#"{"products":{"100":{"name":"a","price":1},"101":{"name":"b","price":2}}}"#),
        "products/*"
    );
}

#[test]
fn json_values_keep_their_text() {
    let text = r#"{"products":[
        {"id":12345678901234567890,"gtin":0012345,"price":19.90,"meta":{"barcode":"400\u0031","ok":true},"images":["a","b"],"tags":[],"brand":null},
        {"id":2,"price":1e3,"variants":[{"sku":"x","size":"S"},{"sku":"y"}],"name":"\ud83d\ude00 \"q\"\n"}]}"#;
    let sample = Sample::new(text);
    let first = record(&sample, 0);
    has(&first, "id", "12345678901234567890");
    has(&first, "gtin", "0012345");
    has(&first, "price", "19.90");
    has(&first, "meta.barcode", "4001");
    has(&first, "meta.ok", "true");
    has(&first, "images", "a + b");
    let second = record(&sample, 1);
    has(&second, "price", "1e3");
    has(&second, "variants.sku", "x + y");
    has(&second, "name", "😀 \"q\"\n");
    assert_eq!(sample.rows()[1].line, 3);
}

#[test]
fn json_arrays_of_cells_are_a_table() {
    let sample = Sample::new(r#"{"rows":[["sku","name","price"],["A1","Lamp",1.50],["A2","Desk",null]]}"#);
    let structure = sample.inspect().structure;
    assert_eq!(structure.columns, ["sku", "name", "price"]);
    assert_eq!(structure.header_row, 1);
    assert_eq!(sample.lines(), ["A1|Lamp|1.50", "A2|Desk|"]);
}

#[test]
fn a_broken_line_of_ndjson_costs_only_itself() {
    let text = "{\"sku\":\"A1\",\"price\":1}\n{\"sku\":\"A2\",\"price\":}\n\n{\"sku\":\"A3\",\"price\":3}\n";
    let sample = Sample::new(text);
    assert_eq!(sample.inspect().structure.format, Format::Ndjson);
    let rows = sample.rows();
    assert_eq!(rows.iter().map(|row| row.cells[0].as_str()).collect::<Vec<_>>(), ["A1", "A2", "A3"]);
    assert!(rows[1].malformed.is_some());
    assert_eq!(rows[2].line, 4);
}

#[test]
fn a_record_path_can_be_given() {
    let mut sample = Sample::new(
        "<a><item><x>1</x><y>2</y></item><item><x>3</x><y>4</y></item><z><w>5</w><v>6</v></z></a>",
    );
    sample.options.overrides =
        StructureOverrides { record_path: Some("a/z".into()), ..StructureOverrides::default() };
    assert_eq!(sample.lines(), ["5|6"]);
}
