//! The content of payloads, and the digest that verifies it. `runner.js` implements the same in the page.

/// A rolling digest over every byte in order: two independent halves of 32 bits, updated with each word of four bytes and with the length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest([u32; 2]);

impl Default for Digest {
    fn default() -> Self {
        Self([0x811c_9dc5, 0x9e37_79b9])
    }
}

impl Digest {
    /// Updates the digest with a payload.
    pub fn update(&mut self, bytes: &[u8]) {
        let mut words = bytes.chunks_exact(4);
        for word in &mut words {
            self.word(u32::from_le_bytes([word[0], word[1], word[2], word[3]]));
        }
        let rest = words.remainder();
        if !rest.is_empty() {
            let shifted = rest.iter().enumerate();
            self.word(shifted.fold(0, |word, (place, byte)| {
                word | u32::from(*byte) << (8 * place)
            }));
        }
        let length = bytes.len() as u64;
        self.word((length & 0xffff_ffff) as u32);
        self.word((length >> 32) as u32);
    }

    const fn word(&mut self, word: u32) {
        let [a, b] = self.0;
        self.0 = [
            a.wrapping_mul(0x0100_0193).wrapping_add(word),
            (b ^ word).wrapping_mul(0x85eb_ca6b),
        ];
    }

    /// Returns the value of the digest.
    pub const fn value(self) -> [u32; 2] {
        self.0
    }
}

/// Returns a payload of `bytes` bytes: `index` in the first word, then words computed from their position.
pub fn content(index: u32, bytes: usize) -> Vec<u8> {
    let mut content = Vec::with_capacity(bytes.next_multiple_of(4));
    for word in words(index).take(bytes.div_ceil(4)) {
        content.extend_from_slice(&word);
    }
    content.truncate(bytes);
    content
}

/// Returns the words of a payload of unlimited length.
pub(super) fn words(index: u32) -> impl Iterator<Item = [u8; 4]> {
    // Positions wrap after 16 GiB.
    (0_usize..).map(move |place| {
        let mixed = (place as u32).wrapping_mul(0x9e37_79b1);
        let word = if place == 0 {
            index
        } else {
            mixed ^ mixed >> 15
        };
        word.to_le_bytes()
    })
}

/// Returns the text of a message whose JSON, `{"index":…,"text":"…"}`, has about `bytes` bytes.
pub fn text(bytes: usize) -> String {
    const AROUND: usize = 32;
    let letters = content(0, bytes.saturating_sub(AROUND));
    letters
        .into_iter()
        .map(|byte| char::from(b'a' + (byte & 15)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(payloads: &[&[u8]]) -> [u32; 2] {
        let mut digest = Digest::default();
        payloads.iter().for_each(|payload| digest.update(payload));
        digest.value()
    }

    #[test]
    fn the_digest_depends_on_every_byte_its_position_and_the_payloads_borders() {
        for bytes in [1, 3, 4, 63, 64, 1021] {
            let whole = content(7, bytes);
            let sum = digest(&[&whole]);
            for place in 0..bytes {
                let mut changed = whole.clone();
                changed[place] ^= 1;
                assert_ne!(digest(&[&changed]), sum, "byte {place} of {bytes}");
            }
            assert_ne!(digest(&[&whole[..bytes - 1]]), sum);
        }
        let (first, second) = (content(1, 64), content(2, 64));
        assert_ne!(digest(&[&first, &second]), digest(&[&second, &first]));
        assert_ne!(digest(&[&first, &first]), digest(&[&first]));
        assert_ne!(
            digest(&[&first, &second]),
            digest(&[&[first.clone(), second].concat()])
        );
        let zeros = digest(&[&[0; 8]]);
        assert_ne!(zeros, digest(&[&[0; 12]]));
        assert_ne!(zeros, digest(&[&[0; 7]]));
    }

    #[test]
    fn content_has_its_index_and_its_length() {
        for bytes in [0, 1, 4, 5, 4096] {
            assert_eq!(content(9, bytes).len(), bytes);
        }
        assert_eq!(content(0x0403_0201, 6)[..4], [1, 2, 3, 4]);
        assert_eq!(content(1, 64)[4..], content(2, 64)[4..]);
    }
}
