//! Defects on purpose: a crash that a fuzzer reaches step by step, and an allocation by a stated length.

pub(crate) fn crash(data: &[u8]) {
    // One comparison after another, as in a parser: only a fuzzer that follows the coverage passes them.
    let letter = |at: usize, expected: u8| data.get(at) == Some(&expected);
    if letter(0, b'b') && letter(1, b'y') && letter(2, b't') && letter(3, b'e') && letter(4, b's') {
        panic!("the canary of the fuzzer was found");
    }
}

pub(crate) fn claim(data: &[u8]) {
    let Some(claimed) = data.first_chunk::<4>() else {
        return;
    };
    let length = u32::from_le_bytes(*claimed) as usize % (1 << 24);
    std::hint::black_box(Vec::<u8>::with_capacity(length));
}
