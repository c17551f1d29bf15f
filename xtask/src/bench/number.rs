//! Numbers as text, with the digits that are known.

/// Formats a value with two digits, or three from a hundred on: the digits on which rounds agree.
pub(crate) fn digits(value: f64) -> String {
    if value < 10.0 {
        return format!("{value:.1}");
    }
    let unit = 10_f64.powf((value.log10().floor() - 2.0).max(0.0));
    grouped(((value / unit).round() * unit) as u64)
}

/// Formats nanoseconds in a suitable unit.
pub(crate) fn duration(ns: f64) -> String {
    match ns {
        ..1e6 => format!("{} µs", digits(ns / 1e3)),
        ..1e9 => format!("{} ms", digits(ns / 1e6)),
        _ => format!("{} s", digits(ns / 1e9)),
    }
}

/// Formats a number briefly, such as `1,000` and `0.01`.
pub(crate) fn number(value: f64) -> String {
    if value < 1.0 {
        let text = format!("{value:.6}");
        return text.trim_end_matches('0').to_owned();
    }
    if value >= 1e6 {
        return format!("{} M", number((value / 1e5).round() / 10.0));
    }
    if value < 10.0 && value.fract() != 0.0 {
        return format!("{value:.1}");
    }
    grouped(value.round() as u64)
}

fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Formats a size, such as `64 B`, `1 KiB`, `16 MiB`.
pub(crate) fn size(bytes: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    units
        .iter()
        .find(|(shift, _)| bytes >> shift > 0 && bytes.trailing_zeros() >= *shift)
        .map_or_else(
            || format!("{bytes} B"),
            |(shift, unit)| format!("{} {unit}", bytes >> shift),
        )
}

#[cfg(test)]
mod tests {
    use super::{digits, duration, number, size};

    #[test]
    fn numbers_are_short() {
        let texts = [0.01, 1.0, 2.5, 1000.0, 1_000_000.0].map(number);
        assert_eq!(texts, ["0.01", "1", "2.5", "1,000", "1 M"]);
        let texts = [0.123, 9.87, 98.7, 987.6, 98_765.0].map(digits);
        assert_eq!(texts, ["0.1", "9.9", "99", "988", "98,800"]);
    }

    #[test]
    fn sizes_and_times_have_their_unit() {
        assert_eq!(
            [64, 1 << 10, 16 << 20, 1 << 30].map(size),
            ["64 B", "1 KiB", "16 MiB", "1 GiB"]
        );
        assert_eq!(
            [42_000.0, 5e6, 2e9].map(duration),
            ["42 µs", "5.0 ms", "2.0 s"]
        );
    }
}
