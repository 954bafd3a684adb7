//! What was learned from files that reached the catalogue: which headers were mapped to which fields, by supplier.

use catalog::field::Field;
use catalog::inspect::fold_header;
use catalog::learned::LearnedHeader;
use catalog::mapping::Mapping;

use crate::databases::ImportsDb;

/// Learns from a run that is in the catalogue. Learning again from the same run changes nothing.
pub async fn learn(
    db: &ImportsDb,
    supplier_id: i64,
    supplier_code: &str,
    run_id: i64,
    mapping: &Mapping,
) -> sqlx::Result<()> {
    let (headers, fields): (Vec<String>, Vec<&str>) = mapping
        .fields
        .iter()
        .map(|(field, source)| (fold_header(&source.source), field.as_str()))
        .filter(|(header, _)| !header.is_empty())
        .unzip();
    sqlx::query(
        "insert into learned_headers (supplier_id, header, field, supplier_code, last_run)
         select $1, header, field, $2, $3 from unnest($4::text[], $5::text[]) as l(header, field)
         on conflict (supplier_id, header, field) do update
           set runs = learned_headers.runs + 1, last_run = excluded.last_run, supplier_code = excluded.supplier_code
           where learned_headers.last_run < excluded.last_run",
    )
    .bind(supplier_id)
    .bind(supplier_code)
    .bind(run_id)
    .bind(headers)
    .bind(fields)
    .execute(db.pool())
    .await?;
    Ok(())
}

/// What is known of these columns' headers: this supplier's own past, and that of the others.
pub async fn of_columns(
    db: &ImportsDb,
    supplier_id: Option<i64>,
    columns: &[String],
) -> sqlx::Result<Vec<LearnedHeader>> {
    let headers: Vec<String> = columns.iter().map(|column| fold_header(column)).collect();
    let rows: Vec<(String, String, String, bool, i64)> = sqlx::query_as(
        "select header, field, supplier_code, coalesce(supplier_id = $1, false), runs from learned_headers
         where header = any($2) order by runs desc, last_run desc limit 10000",
    )
    .bind(supplier_id)
    .bind(headers)
    .fetch_all(db.pool())
    .await?;
    let learned = |(header, field, supplier_code, own, runs): (String, String, String, bool, i64)| {
        let field: Field = field.parse().ok()?;
        Some(LearnedHeader { header, field, supplier_code, own, runs: runs as u32 })
    };
    Ok(rows.into_iter().filter_map(learned).collect())
}
