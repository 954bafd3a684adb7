#!/usr/bin/env python3
"""Writes the seeds: small files of our own making, one oddity or two each. Run it here after a change; past findings
(`found-*`) are not written by it and stay."""

import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))


def seed(target, name, content):
    folder = os.path.join(HERE, target)
    os.makedirs(folder, exist_ok=True)
    if isinstance(content, str):
        content = content.encode()
    with open(os.path.join(folder, name), "wb") as file:
        file.write(content)


# Delimited text.
CSV = {
    "quoted.csv": 'sku;name;price\nA1;"Lamp; ""big""";1,50\nA2;"two\nlines";2.500,00\n',
    "preamble.csv": "Preisliste 2026;;;;\n;;;;\nArtikelnummer;EAN;Bezeichnung;EK;Bestand\n100;4006381333931;Hammer;12,50;>10\n"
    "Werkzeug;;;;\n101;4006381333948;Zange;8,-;0\nSumme;;;12,50;\n",
    "tabs.tsv": "a\tb\tc\r\n1\t2\t3\r\n",
    "sep.csv": b"sep=|\nid|name\n1|x\n2|K\xe4se\n",
    "utf16.csv": "sku;p\n1;2\n".encode("utf-16"),
    "utf32.csv": "sku;prix\n1;2,50\n".encode("utf-32"),
    "cp850.csv": "Größe;Maß\n1;ü\n".encode("cp850"),
    "open_quote.csv": 'sku,name\nA1,"never closed\nA2,x\n',
    "ragged.csv": "sku,name\nA1,x,y,z\nA2\n\n,,\nA3,\"\"\n",
    "no_header.csv": "4006381333931;Lamp;12.50\n4006381333948;Desk;99.00\n",
    "two_rows.csv": "Article;;Prix;\nRéf;Nom;Achat;Vente\nA1;Lampe;1,50 €;2,99 €\nA2;Table;10,00 €;19,90 €\n",
    "apostrophes.csv": "'sku','name'\n'A1','it\\'s'\n'A2','x'\n",
    "cr.csv": "sku,name\rA1,x\rA2,y\r",
    "shop.csv": "Handle,Title,Body (HTML),Vendor,Variant SKU,Variant Grams,Variant Price,Variant Barcode,Image Src\n"
    "lamp,Lamp,<p>Nice <b>lamp</b></p>,Acme,A1,250,12.50,4006381333931,https://example.com/1.jpg\nlamp,,,,A2,250,13.50,,\n",
    "excel.csv": "EAN;Prix;Stock\n5,45E+12;#VALEUR!;oui\n'0012345;1.234,56;10+\n=\"00123\";12,-;épuisé\n",
}
for name, text in CSV.items():
    seed("csv", name, text)

# XLSX: a sheet alone, and a whole bundle.
ROWS = (
    '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Price</t></is></c></row>'
    '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" s="2"><v>12.340000000000002</v></c></row>'
    '<row r="4"><c r="A4" t="str"><f>A2</f><v>X&amp;Y</v></c><c r="C4" s="1"><v>45292.5</v></c><c r="D4" t="b"><v>1</v></c>'
    '<c r="E4" t="e"><v>#N/A</v></c></row></sheetData><mergeCells><mergeCell ref="A2:A4"/></mergeCells></worksheet>'
)
seed("xlsx", "sheet.xml", ROWS)
seed(
    "xlsx",
    "bundle.txt",
    '@@ xl/workbook.xml\n<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="L" sheetId="1" r:id="rId1"/></sheets></workbook>\n'
    '@@ xl/_rels/workbook.xml.rels\n<Relationships><Relationship Id="rId1" Type="t/worksheet" Target="./worksheets/sheet1.xml"/>'
    '<Relationship Id="s" Type="t/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="y" Type="t/styles" Target="styles.xml"/></Relationships>\n'
    '@@ xl/sharedStrings.xml\n<sst count="3"><si><t>SKU</t></si><si><r><t>Pr</t></r><r><t>ice_x000D_</t></r><rPh><t>no</t></rPh></si><si/>'
    '<si><t xml:space="preserve"> A1 </t></si></sst>\n'
    '@@ xl/styles.xml\n<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0000000"/><numFmt numFmtId="165" formatCode="[$€-407] #,##0.00;dd\\.mm\\.yy"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>\n'
    '@@ xl/worksheets/sheet1.xml\n<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
    '<row><c t="s"><v>3</v></c><c s="3"><v>4.5E-1</v></c></row><row r="9"><c r="B9" s="2"><v>123</v></c></row></sheetData></worksheet>\n',
)
seed("xlsx", "two_sheets.txt", "@@ xl/worksheets/sheet1.xml\n<worksheet><sheetData/></worksheet>\n@@ xl/worksheets/sheet2.xml\n" + ROWS)
seed("xlsx", "backslashes.txt", "@@ xl\\worksheets\\SHEET1.xml\n" + ROWS)

# ODS.
ODS = (
    '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:automatic-styles><style:style style:name="h">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>'
    '<table:table table:name="Liste"><table:table-row><table:table-cell><text:p>SKU</text:p></table:table-cell>'
    "<table:table-cell><text:p>Preis</text:p><office:annotation><text:p>note</text:p></office:annotation></table:table-cell></table:table-row>"
    '<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="17"><text:p>0017</text:p></table:table-cell>'
    '<table:table-cell office:value-type="currency" office:value="4.5"><text:p>4,50 €</text:p></table:table-cell>'
    '<table:table-cell table:number-columns-repeated="1000"/></table:table-row>'
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    '<table:table-row><table:table-cell office:value-type="date" office:date-value="2026-01-01T00:00:00"><text:p>1.1.26</text:p></table:table-cell>'
    '<table:covered-table-cell office:value-type="boolean" office:boolean-value="true"/><table:table-cell table:number-columns-repeated="3">'
    "<text:p>a<text:s/>b<text:line-break/>c</text:p><text:p>d</text:p></table:table-cell></table:table-row></table:table>"
    '<table:table table:style-name="h"><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)
seed("ods", "content.xml", ODS)
seed("ods", "protected.txt", "@@ content.xml\n\x01\x02\n@@ META-INF/manifest.xml\n<m:manifest><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>\n")
seed("ods", "bundle.txt", "@@ META-INF/manifest.xml\n<m:manifest/>\n@@ mimetype\nx\n@@ content.xml\n" + ODS)

# XML.
XML = {
    "plain.xml": "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<r><i id=\"1\"><a>A1</a><b><c>Lamp &amp; co</c></b><a>x</a></i><i id='2'><a><![CDATA[<b>A2</b>]]></a></i></r>",
    "attributes.xml": "<offers><o id=\"1\" price=\"9.99\" stock=\"3\"><name>Lampa</name><attrs><a name=\"EAN\">4006381333931</a>"
    "<a name=\"Producent\">Acme</a></attrs><imgs><main url=\"http://e.com/1.jpg\"/><i url=\"http://e.com/2.jpg\"/></imgs></o>"
    "<o id=\"2\" price=\"8\"><name>Stół</name><attrs><a name=\"EAN\">4006381333948</a></attrs></o></offers>",
    "google.xml": "<rss xmlns:g=\"http://base.google.com/ns/1.0\" version=\"2.0\"><channel><title>Shop</title><item><g:id>1</g:id><title>Lamp</title>"
    "<g:price>12.50 EUR</g:price><g:gtin>4006381333931</g:gtin><g:availability>in stock</g:availability></item><item><g:id>2</g:id></item></channel></rss>",
    "bmecat.xml": "<BMECAT version=\"2005\"><HEADER><CATALOG><CURRENCY>EUR</CURRENCY></CATALOG></HEADER><T_NEW_CATALOG><PRODUCT mode=\"new\">"
    "<SUPPLIER_PID>A1</SUPPLIER_PID><PRODUCT_DETAILS><DESCRIPTION_SHORT lang=\"deu\">Hammer</DESCRIPTION_SHORT><INTERNATIONAL_PID type=\"gtin\">"
    "4006381333931</INTERNATIONAL_PID></PRODUCT_DETAILS><PRODUCT_PRICE_DETAILS><PRODUCT_PRICE price_type=\"net_list\"><PRICE_AMOUNT>12.5</PRICE_AMOUNT>"
    "</PRODUCT_PRICE></PRODUCT_PRICE_DETAILS></PRODUCT><PRODUCT/></T_NEW_CATALOG></BMECAT>",
    "sheet.xml": "<?xml version=\"1.0\"?><Workbook xmlns:ss=\"s\"><Worksheet ss:Name=\"One\"><Table/></Worksheet><Worksheet ss:Name=\"Two\"><Table><Row><Cell><Data ss:Type=\"String\">SKU</Data></Cell>"
    "<Cell ss:Index=\"3\"><Data>Price</Data></Cell></Row><Row ss:Index=\"5\"><Cell ss:MergeAcross=\"1\"><Data>A1</Data></Cell><Cell><Data>1.5</Data></Cell></Row></Table></Worksheet></Workbook>",
    "table.html": "<html><body><table><tr><th>SKU<th>Preis</tr><tr><td colspan=2>Hammer &uuml;<br>x<tr><td>A1<td>2,50 &euro;</table></body></html>",
    "entities.xml": "<!DOCTYPE r [<!ENTITY a \"ha\">]><r><i>&a;</i><i>&#x41;&#65;&nbsp;&b</i></r>",
    "cut.xml": "<r><i><a>1</a><b>x</b></i><i><a>2</a><b",
    "utf16.xml": "<?xml version=\"1.0\" encoding=\"UTF-16\"?><r><i><a>1</a></i><i><a>é</a></i></r>".encode("utf-16"),
    "latin1.xml": "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><r><i><a>é</a></i><i><a>2</a></i></r>".encode("latin-1"),
    "unbalanced.xml": "<r><i><a>1</b></i><i a=1 b c='><a/></i></x></r>",
}
for name, text in XML.items():
    seed("xml", name, text)

# JSON.
JSON = {
    "list.json": '[{"sku":"A1","price":1.5,"stock":null,"tags":["a","b"],"meta":{"barcode":"4006381333931"}},{"sku":"A2","price":"2,50","meta":{}}]',
    "deep.json": '{"data":{"total":2,"items":[{"id":1,"variants":[{"sku":"a","p":[{"amount":1e2}]},{"sku":"b"}]},{"id":2}]}}',
    "keyed.json": '{"a":{"A1":{"name":"Lamp"},"A2":{"name":"Desk","x":[[1,2],[3]]}}}',
    "rows.json": '[["sku","price"],["A1",1.5],["A2",2.5,"more"]]',
    "escapes.json": '{"a":[{"n":"\\u00e9\\ud83d\\ude00\\ud800 \\n\\/\\"","e":-0.0E+10},{"n":"","e":12345678901234567890123}]}',
    "values.json": '{"a":["x","y",3,true,null]}',
    "cut.json": '{"articles": [{"sku": "A-1", "name": "Lamp"}, {"sku": "A-2", "name": "Sa',
    "comments.json": "\ufeff{\"a\":[{\"b\":1,},{\"b\":2}]} trailing",
}
for name, text in JSON.items():
    seed("json", name, text)
NDJSON = {
    "lines.ndjson": '{"sku":"A1","price":1.5}\n{"sku":"A2","price":2,"images":["http://e.com/1.jpg","http://e.com/2.jpg"]}\n\n{"sku":"A3"}',
    "broken.ndjson": '{"sku":"A1","price":1.5}\n{"sku":"A2","pri\n{"sku":"A3","price":3}\nnonsense\n{"sku":"A4"}\n',
    "arrays.ndjson": '["sku","price"]\n["A1",1]\n["A2",2]\n',
    "nested.ndjson": '{"a":{"sku":1}}\r\n{"a":[{"sku":2},{"sku":3}]}\r\n',
}
for name, text in NDJSON.items():
    seed("ndjson", name, text)

# EDI.
seed(
    "edifact",
    "pricat.edi",
    "UNA:+.? 'UNB+UNOC:3+A+B+240101:1200+1'\nUNH+1+PRICAT:D:96A:UN:EAN009'BGM+9+1+9'NAD+SU+400::9'\nCUX+2:EUR:8'PGI+2'\n"
    "LIN+1+1+4006381333931:SRV'PIA+1+4711:SA+X9:MF'IMD+F++:::O?'NEIL?+CO:RED??'MEA+PD+AAA+GRM:250'\nPRI+AAA:12.50:CA'PRI+AAE:19.90:CA'TAX+7+VAT+++:::20'"
    "LIN+2+1+4006381333948:SRV'PIA+1+4712:SA'FTX+AAI+1++a:b'QTY+47:5'DTM+7:20260101:102'XYZ+1+2:3'PRI+AAA:3:CA'UNS+S'UNT+9+1'UNZ+1+1'",
)
seed("edifact", "no_advice.edi", "UNB+UNOC:3+A+B'UNH+1+PRICAT:D:96A:UN'LIN+1++1:EN'PRI+AAA:1'LIN+2++2:EN'PRI+AAA:2'")
seed("edifact", "odd_advice.edi", "UNA\x1d\x1c,\\ \x1eUNB\x1cUNOC\x1e LIN\x1c1\x1c\x1c5\x1dEN\x1e")
X12 = (
    "ISA*00*          *00*          *01*123456789      *01*987654321      *240101*1200*U*00401*000000001*0*P*:~"
    "GS*SC*A*B*20240101*1200*1*X*004010~ST*832*0001~BCT*PC~CUR*SE*USD~LIN*1*MG*100*UP*400638133393*VP*A-1~PID*F****STEEL HOOK~PO4*12***EA**2.5*LB~"
    "CTP**D01*15.25*1*EA~LIN*2*MG*101*VP*A-2~REF*ZZ*x~DTM*007*20260101~CTP**D01*9~CTT*2~SE*9*0001~GE*1*1~IEA*1*000000001~"
)
seed("x12", "catalog.edi", X12)
seed("x12", "lines.edi", X12.replace("~", "\n").replace("*", "|"))
seed("x12", "cut.edi", X12[:400])
seed(
    "datanorm",
    "v4.001",
    ("V 010124Acme Großhandel".ljust(124) + "04EUR\r\nA;N;100;00;Schraube M8;verzinkt;1;2;STK;1250;RG1;HW1;T1;\r\nB;N;100;SCHRAUBE;ALT100;12;;;;4006381333931;;WG7;;100;\r\n"
     "A;N;101;00;Mutter;;2;0;STK;99;RG1;HW1;;\r\nD;N;101;1; ;T1;;2;F;x;y\r\nT;N;T1;;1;Erste Zeile;;2;zweite\r\n").encode("cp850"),
)
seed("datanorm", "v5.001", "V;050;A;20240101;EUR;Acme;;\r\nA;N;1;Text;mehr;STK;1;10;1000;R;H;W;4006381333931;T9;\r\nT;N;T9;;;Langer Text;;;\r\nD;N;1;1;F;T9;frei;2;F;;auch\r\nE;3;\r\n")
seed("datanorm", "prices.001", "V;050;P;20240101;EUR;Acme;;;;;;;;\r\nP;A;1;1;11000;;;;;;;1;2;9000;;;;;;;2;1;500;;;;;;;\r\nP;A;2;2;400;;;;;;;3;2;70;;;;;;;\r\n")

# Archives and encodings.
LIST = "sku;name;price\nA1;Lämp;1,50\nA2;Desk;2,50\n"
TREE = "<r><i><a>A1</a></i><i><a>é</a></i></r>\n"
for words in ["gz", "zip", "utf-16le gz", "utf-32be", "utf-16be zip", "latin1 zip", "bom gz zip", "zip innerzip", "gz twice", "gz cut", "zip cut", "gz flip",
              "zip flip", "stored flip", "gz gz gz", "utf-16le cut"]:
    seed("container", words.replace(" ", "_"), words + "\n" + LIST)
seed("container", "members", "zip\n@@ readme.txt\nPlease read me.\n@@ __MACOSX/list.csv\nx\n@@ data/list.csv\n" + LIST + "@@ img/1.jpg\n\xff\n")
seed("container", "nested", "zip innerzip\n@@ a/b/list.xml\n" + TREE)
seed("container", "book", "xlsx zip\n" + ROWS)
seed("container", "book_gz", "ods gz\n" + ODS)
seed("container", "tree_utf-16", "utf-16be bom gz\n" + TREE)

# Cells.
VALUES = ["1.234,56 €", "1 234,56", "US$ 12", "12,-", "1’234.50", "12€50", "(12.50)", "12-", "4,5E-2", ".50", "25 %", "EUR 12,50/Stk", "1,00,000.00",
          "5,45E+12", "'4006381333931", '="4006381333931"', "3-598-21508-8", "080442957X", "04006381333931", "4.006.381.333.931", "(01)04006381333931",
          "in stock", ">10", "10-50 Stk", "ausverkauft", "https://schema.org/InStock", "auf Lager: 12", "−3", "1,5 kg", "500 g", "2 lb", "12/Karton",
          "2-3 semaines", "48 h", "<p>Nice <script>alert(1)</script> &amp; <b onclick=x>bold</b></p>", "&lt;p&gt;x&lt;/p&gt;", "#VALEUR!", "N/A",
          "http://e.com/1.jpg, //e.com/2 3.jpg|https://e.com/a,b.jpg", "A > B > C", "Haus/Garten;Möbel", "A\x00B\u200b\ufeff\t C", "_x000D_"]
for number, value in enumerate(VALUES):
    seed("values", f"{number:02}", value)

# Any bytes: one of each kind.
for name, content in [("csv", CSV["preamble.csv"]), ("xml", XML["attributes.xml"]), ("json", JSON["deep.json"]), ("ndjson", NDJSON["broken.ndjson"]), ("x12", X12),
                      ("pdf", b"%PDF-1.4\n%\xe2\xe3"), ("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), ("blank", " \r\n\t\n"), ("zip", b"PK\x05\x06" + bytes(18)),
                      ("gzip", b"\x1f\x8b\x08\x00" + bytes(20)), ("html", XML["table.html"]), ("svg", "<svg xmlns='x'><rect/></svg>")]:
    seed("inspect", name, content)


# XLS: BIFF8 records.
def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def text(value, wide=False):
    return struct.pack("<HB", len(value), int(wide)) + value.encode("utf-16le" if wide else "latin-1")


def short_text(value):
    return struct.pack("<BB", len(value), 0) + value.encode("latin-1")


def stream(kind):
    return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


CELLS = (
    stream(0x10)
    + record(0x200, struct.pack("<IIHHH", 0, 4, 0, 4, 0))
    + record(0xFD, struct.pack("<HHHI", 0, 0, 0, 0))
    + record(0x204, struct.pack("<HHH", 0, 1, 0) + text("Preis"))
    + record(0xFD, struct.pack("<HHHI", 1, 0, 0, 1))
    + record(0x203, struct.pack("<HHHd", 1, 1, 1, 45292.5))
    + record(0x27E, struct.pack("<HHHI", 2, 0, 0, (150 << 2) | 3))
    + record(0xBD, struct.pack("<HHHIHIH", 2, 1, 0, 10 << 2 | 2, 0, 20 << 2 | 2, 2))
    + record(0x205, struct.pack("<HHHBB", 3, 0, 0, 1, 0))
    + record(0x205, struct.pack("<HHHBB", 3, 1, 0, 0x2A, 1))
    + record(0x06, struct.pack("<HHHBBBBBBHHIH", 3, 2, 0, 0, 0, 0, 0, 0, 0, 0xFFFF, 0, 0, 0))
    + record(0x207, text("computed"))
    + record(0xE5, struct.pack("<HHHHH", 1, 1, 2, 0, 0))
    + record(0x0A)
)
SHARED = record(0xFC, struct.pack("<II", 2, 2) + text("SKU") + text("Lämpe", wide=True))


def book(sheets, shared=SHARED):
    head = stream(0x05) + record(0x42, struct.pack("<H", 1200)) + record(0x22, struct.pack("<H", 0))
    head += record(0x41E, struct.pack("<H", 164) + text("dd/mm/yyyy")) + record(0xE0, struct.pack("<HHHHHHHHHH", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    head += record(0xE0, struct.pack("<HHHHHHHHHH", 0, 164, 0, 0, 0, 0, 0, 0, 0, 0))
    tail = shared + record(0x0A)
    size = len(head) + len(tail) + sum(12 + len(name) for name, _ in sheets)
    bounds, body = b"", b""
    for name, cells in sheets:
        bounds += record(0x85, struct.pack("<IBB", size + len(body), 0, 0) + short_text(name))
        body += cells
    return head + bounds + tail + body


seed("xls", "book.biff", book([("List", CELLS)]))
seed("xls", "two_sheets.biff", book([("Empty", stream(0x10) + record(0x0A)), ("List", CELLS)]))
seed("xls", "split_strings.biff", book([("List", CELLS)], record(0xFC, struct.pack("<II", 2, 2) + text("SKU") + struct.pack("<HB", 4, 0) + b"La")
                                       + record(0x3C, b"\x01" + "mp".encode("utf-16le"))))
seed("xls", "far_cells.biff", book([("List", stream(0x10) + record(0x204, struct.pack("<HHH", 0, 0, 0) + text("SKU"))
                                     + record(0x204, struct.pack("<HHH", 5000, 200, 0) + text("x")) + record(0x0A))]))
seed("xls", "protected.biff", stream(0x05) + record(0x2F, struct.pack("<H", 1) + bytes(52)))
seed("xls", "xlsb.txt", b"@@ xl/workbook.bin\n\x83\x01\x00\x84\x01\x00\n@@ xl/_rels/workbook.bin.rels\n<Relationships/>\n")

# Large files: what stands between the marks is repeated.
STRETCHED = {
    "csv_rows": "sku;name;price\n\x01A1;Lamp;1,50\n\x02",
    "csv_cells": "sku;name\nA1;\x01;\x02x\n",
    "csv_quote": 'sku;name\nA1;"\x01x\n\x02',
    "csv_header": "\x01sku;\x02\n1;2\n",
    "csv_blank": "sku;name\n\x01\n\x02A1;x\n",
    "xml_records": "<r>\x01<i><a>A1</a><b>x</b></i>\x02</r>",
    "xml_children": "<r><i><a>1</a>\x01<b>x</b>\x02</i><i/></r>",
    "xml_attributes": "<r><i \x01a='x' \x02/><i/></r>",
    "xml_depth": "<r>\x01<a>\x02",
    "xml_text": "<r><i><a>\x01&amp;\x02</a></i><i/></r>",
    "xml_siblings": "<r>\x01<i/><j/>\x02</r>",
    "xml_table": "<Workbook><Worksheet Name='a'><Table><Row>\x01<Cell><Data>x</Data></Cell>\x02</Row></Table></Worksheet></Workbook>",
    "xml_index": "<Workbook><Worksheet Name='a'><Table>\x01<Row Index='1000000000'><Cell Index='4000'><Data>x</Data></Cell></Row>\x02</Table></Worksheet></Workbook>",
    "html_rows": "<table>\x01<tr><td colspan=100>x<td rowspan=9>y\x02</table>",
    "json_records": '[\x01{"a":1,"b":"x"},\x02{}]',
    "json_values": '[{"a":1,"b":[\x011,\x022]}]',
    "json_keys": '[{"a":1,\x01"bc":1,\x02"d":2}]',
    "json_depth": "[\x01[\x02",
    "json_rows": '[["sku","price"],[\x011,\x022]]',
    "ndjson": '\x01{"a":1,"b":"x"}\n\x02',
    "edi_items": "UNB+UNOC:3+A+B'UNH+1'\x01LIN+1++1:EN'PRI+AAA:1'\x02UNT+1'",
    "edi_elements": "UNB+UNOC:3+A+B'UNH+1'LIN+1++1:EN'FTX\x01+\x02'UNT+1'",
    "edi_components": "UNB+UNOC:3+A+B'UNH+1'LIN+1++1:EN'FTX+A\x01:\x02'UNT+1'",
    "edi_head": "UNB+UNOC:3+A+B'UNH+1'\x01NAD+AB+123456'NAD+AC+1'\x02LIN+1++1:EN'UNT+1'",
    "edi_released": "UNB+UNOC:3+A+B'UNH+1'LIN+1++1:EN'IMD+F++:::\x01?'\x02'UNT+1'",
    "edi_details": "UNB+UNOC:3+A+B'UNH+1'LIN+1++1:EN'\x01FTX+A+++x'\x02UNT+1'",
    "x12_items": X12[:106] + "ST*832*1~\x01LIN*1*VP*A-1~CTP**D01*1~\x02SE*1~",
    "datanorm_sets": "V;050;A;20240101;EUR;x\r\n\x01A;N;1;Text;mehr;STK;1;10;1000;R;H;W\r\n\x02",
    "datanorm_prices": "V;050;P;20240101;EUR;x\r\nP;A;\x011;1;100;;;;;;;\x02\r\n",
    "datanorm_price_sets": "V;050;P;20240101;EUR;x\r\n\x01P;A;1;1;100;;;;;;;\r\n\x02",
    "datanorm_groups": "V;050;P;20240101;EUR;x\r\nP;A;\x011;1;100;;;;;;;2;1;100;;;;;;;\x02\r\n",
    "datanorm_texts": "V;050;A;20240101;EUR;x\r\nA;N;1;x;;STK;1;1;100;R;H;W;T1;T1;T1;T1;T1;T1;T1;T1;T1;T1;T1;T1;T1\r\n\x01T;N;T1;;;0123456789;;;\r\n\x02",
    "datanorm_lines": "V;050;A;20240101;EUR;x\r\nA;N;1;x;;STK;1;1;100\r\n\x01D;N;1;1;F;;0123456789;2;F;;0123456789\r\n\x02",
    "spaces": "sku;name\nA1;\x01 \x02;x\n",
    "lines": "\x01\r\n\x02",
    "html_cell": "sku;name;description\nA1;x;\x01<b>&lt;p\x02\n",
    "images": "sku;images\nA1;\x01http://e.com/1.jpg,\x02\n",
}
for name, content in STRETCHED.items():
    seed("stretched", name, content)
