//! EDIFACT, X12 and DATANORM.

use catalog::structure::Format;

use crate::sample::Sample;

fn cell(sample: &Sample, record: usize, column: &str) -> String {
    let index = sample.columns().iter().position(|name| name == column);
    let index = index.unwrap_or_else(|| panic!("{column} in {:?}", sample.columns()));
    sample.rows()[record].cells.get(index).cloned().unwrap_or_default()
}

#[test]
fn pricat_line_items_are_records() {
    let text = "UNA:+.? 'UNB+UNOC:3+A+B+240101:1200+1'\nUNH+1+PRICAT:D:96A:UN:EAN009'BGM+9+1+9'\nCUX+2:EUR:8'PGI+2'\n\
        LIN+1+1+4006381333931:SRV'PIA+1+4711:SA+X9:MF'IMD+F++:::O?'NEIL?+CO:RED'MEA+PD+AAA:4+GRM:250'\nPRI+AAA:12.50:CA'PRI+AAE:19.90:CA'\
        LIN+2+1+4006381333948:SRV'PIA+1+4712:SA'IMD+F++:::PLAIN'PRI+AAA:3:CA'UNT+9+1'UNZ+1+1'";
    let sample = Sample::new(text);
    let inspection = sample.inspect();
    assert_eq!((inspection.structure.format, inspection.rows), (Format::Edifact, 2));
    assert_eq!(cell(&sample, 0, "LIN item number"), "4006381333931");
    assert_eq!(cell(&sample, 0, "PIA+1 (SA)"), "4711");
    assert_eq!(cell(&sample, 0, "PIA+1 (MF)"), "X9");
    assert_eq!(cell(&sample, 0, "IMD+F"), "O'NEIL+CO RED");
    assert_eq!(cell(&sample, 0, "MEA+PD+AAA"), "250 g");
    assert_eq!(cell(&sample, 0, "PRI+AAE"), "19.90");
    assert_eq!(cell(&sample, 1, "PRI+AAE"), "");
    assert_eq!(cell(&sample, 1, "CUX+2"), "EUR");
    assert_eq!(sample.rows()[1].line, 5);
}

#[test]
fn an_interchange_without_its_end_is_told() {
    let rows =
        Sample::new("UNB+UNOC:3+A+B'UNH+1+PRICAT:D:96A:UN'LIN+1++1:EN'PRI+AAA:1'LIN+2++2:EN'PRI+AAA:2'")
            .rows();
    assert_eq!(rows.len(), 2);
    assert!(rows[0].malformed.is_none());
    assert!(rows[1].malformed.as_deref().unwrap().contains("without its trailer"));
}

#[test]
fn x12_separators_are_taken_from_the_header() {
    for (element, end) in [("*", "~"), ("*", "\n"), ("\u{2021}", "\n"), ("|", "~\r\n")] {
        let segments = [
            "ISA*00*          *00*          *01*123456789      *01*987654321      *240101*1200*U*00401*000000001*0*P*:",
            "GS*SC*A*B*20240101*1200*1*X*004010",
            "ST*832*0001",
            "CUR*SE*USD",
            "LIN*1*MG*100*UP*400638133393*VP*A-1",
            "PID*F****STEEL HOOK",
            "PO4*12***EA**2.5*LB",
            "CTP**D01*15.25*1*EA",
            "LIN*2*MG*101*VP*A-2",
            "CTP**D01*9",
            "SE*9*0001",
            "GE*1*1",
            "IEA*1*000000001",
        ];
        let text = segments.join(end).replace('*', element) + end;
        let sample = Sample::new(&text);
        let inspection = sample.inspect();
        assert_eq!((inspection.structure.format, inspection.rows), (Format::X12, 2), "{element:?} {end:?}");
        assert_eq!(cell(&sample, 0, "LIN VP"), "A-1");
        assert_eq!(cell(&sample, 0, "PID F"), "STEEL HOOK");
        assert_eq!(cell(&sample, 0, "CTP D01"), "15.25");
        assert_eq!(cell(&sample, 0, "PO4 weight"), "2.5 lb");
        assert_eq!(cell(&sample, 1, "CUR"), "USD");
    }
}

#[test]
fn datanorm_4_articles_have_prices_per_piece_and_their_texts() {
    let header = format!("{:<124}04EUR", "V 010124Acme Gro\u{e1}handel");
    let text = format!(
        "{header}\r\nA;N;100;00;Schraube M8;verzinkt;1;2;STK;1250;RG1;HW1;T1;\r\nB;N;100;SCHRAUBE;ALT100;12;;;;4006381333931;;WG7;;100;\r\n\
         A;N;101;00;Mutter;;2;0;STK;99;RG1;HW1;;\r\nT;N;T1;;1;Erste Zeile;;;\r\nT;N;T1;;2;zweite Zeile;;;\r\n"
    );
    let sample = Sample::new(&text);
    let inspection = sample.inspect();
    assert_eq!((inspection.structure.format, inspection.rows), (Format::Datanorm, 2));
    assert_eq!(cell(&sample, 0, "Artikelnummer"), "100");
    assert_eq!(cell(&sample, 0, "Kurztext 1"), "Schraube M8");
    assert_eq!(cell(&sample, 0, "Bruttopreis"), "0.125");
    assert_eq!(cell(&sample, 0, "Währung"), "EUR");
    assert_eq!(cell(&sample, 0, "EAN"), "4006381333931");
    assert_eq!(cell(&sample, 0, "Langtext"), "Erste Zeile\nzweite Zeile");
    assert_eq!(cell(&sample, 1, "Nettopreis"), "0.99");
    assert_eq!(cell(&sample, 1, "Bruttopreis"), "");
}

#[test]
fn datanorm_price_sets_hold_several_articles() {
    let text = "V;050;P;20240101;EUR;Acme;;;;;;;;\r\nP;A;1;1;11000;;;;;;;1;2;9000;;;;;;;2;1;500;;;;;;;\r\nP;A;2;2;400;;;;;;;3;2;70;;;;;;;\r\n";
    let sample = Sample::new(text);
    assert_eq!(sample.columns(), ["Artikelnummer", "Bruttopreis", "Währung", "Nettopreis"]);
    assert_eq!(sample.lines(), ["1|110.00|EUR|90.00", "2|5.00|EUR|4.00", "3||EUR|0.70"]);
}
