//! One column for one field, so that the sum of what speaks for the pairs is the greatest.
//!
//! Picking the best column field by field goes wrong where two fields want the same column (`Part Number` is a supplier
//! SKU if there is no other, and an MPN if there is). This is the assignment problem, solved by the Hungarian
//! method (Kuhn 1955, in the O(n²m) form with potentials).

/// For each row of `scores`, the column assigned to it, so that the sum is the greatest; none where that is better than
/// any column left, that is where all of them score 0.
pub(super) fn assign(scores: &[Vec<f32>]) -> Vec<Option<usize>> {
    let rows = scores.len();
    let real = scores.first().map_or(0, Vec::len);
    // A column of its own for every row stands for `none`, so that no row is forced to take a bad one.
    let columns = real + rows;
    let cost = |row: usize, column: usize| -> f32 { if column < real { -scores[row][column] } else { 0.0 } };
    let mut row_potential = vec![0.0_f32; rows + 1];
    let mut column_potential = vec![0.0_f32; columns + 1];
    // The row that each column is assigned to; 0 is none, as everything here counts from 1.
    let mut assigned = vec![0_usize; columns + 1];
    for row in 1..=rows {
        assigned[0] = row;
        let mut current = 0;
        let mut least = vec![f32::INFINITY; columns + 1];
        let mut way = vec![0_usize; columns + 1];
        let mut used = vec![false; columns + 1];
        loop {
            used[current] = true;
            let at = assigned[current];
            let mut delta = f32::INFINITY;
            let mut next = 0;
            for column in 1..=columns {
                if used[column] {
                    continue;
                }
                let reduced = cost(at - 1, column - 1) - row_potential[at] - column_potential[column];
                if reduced < least[column] {
                    least[column] = reduced;
                    way[column] = current;
                }
                if least[column] < delta {
                    delta = least[column];
                    next = column;
                }
            }
            for column in 0..=columns {
                if used[column] {
                    row_potential[assigned[column]] += delta;
                    column_potential[column] -= delta;
                } else {
                    least[column] -= delta;
                }
            }
            current = next;
            if assigned[current] == 0 {
                break;
            }
        }
        while current != 0 {
            let previous = way[current];
            assigned[current] = assigned[previous];
            current = previous;
        }
    }
    let mut result = vec![None; rows];
    for column in 1..=real {
        if assigned[column] > 0 && scores[assigned[column] - 1][column - 1] > 0.0 {
            result[assigned[column] - 1] = Some(column - 1);
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn total(scores: &[Vec<f32>], chosen: &[Option<usize>]) -> f32 {
        chosen.iter().enumerate().filter_map(|(row, column)| column.map(|column| scores[row][column])).sum()
    }

    /// The best sum, by trying everything.
    fn exhaustive(scores: &[Vec<f32>], row: usize, taken: &mut Vec<bool>) -> f32 {
        let Some(columns) = scores.get(row) else { return 0.0 };
        let mut best = exhaustive(scores, row + 1, taken);
        for (column, &score) in columns.iter().enumerate() {
            if !taken[column] {
                taken[column] = true;
                best = best.max(score + exhaustive(scores, row + 1, taken));
                taken[column] = false;
            }
        }
        best
    }

    #[test]
    fn the_second_best_where_the_best_is_wanted_elsewhere() {
        let scores = [vec![0.8, 0.7], vec![0.9, 0.0]];
        assert_eq!(assign(&scores), [Some(1), Some(0)]);
        assert_eq!(assign(&[vec![0.0, 0.0]]), [None]);
        assert_eq!(assign(&[vec![], vec![]]), [None, None]);
        assert_eq!(assign(&[]), []);
    }

    proptest! {
        #[test]
        fn no_choice_is_better(scores in (1_usize..5).prop_flat_map(|columns| {
            prop::collection::vec(prop::collection::vec(0.0_f32..1.0, columns), 1..5)
        })) {
            let chosen = assign(&scores);
            let mut columns: Vec<usize> = chosen.iter().flatten().copied().collect();
            let count = columns.len();
            columns.sort_unstable();
            columns.dedup();
            prop_assert_eq!(columns.len(), count);
            let best = exhaustive(&scores, 0, &mut vec![false; scores[0].len()]);
            prop_assert!((total(&scores, &chosen) - best).abs() < 1e-4);
        }
    }
}
