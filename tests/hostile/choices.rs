/// Choices that follow from a source of bytes.
pub(crate) struct Choices<'a>(&'a mut dyn FnMut() -> u8);

/// Numbers at which a check may be off by one.
const EDGES: [u64; 10] = [
    0,
    1,
    64,
    4_095,
    4_096,
    (1 << 32) - 1,
    1 << 52,
    (1 << 53) - 1,
    1 << 53,
    u64::MAX,
];

impl<'a> Choices<'a> {
    pub(crate) fn new(source: &'a mut dyn FnMut() -> u8) -> Self {
        Self(source)
    }

    pub(crate) fn byte(&mut self) -> u8 {
        (self.0)()
    }

    pub(crate) fn u16(&mut self) -> u16 {
        u16::from_le_bytes([self.byte(), self.byte()])
    }

    /// Returns a number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::from(self.u16()) % end
    }

    pub(crate) fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// Returns the id of a call, a channel or a body: mostly one of a few, so that ids collide.
    pub(crate) fn id(&mut self) -> u64 {
        match self.byte() {
            0..230 => 1 + u64::from(self.byte() % 6),
            // The first streams of the host.
            230..240 => (1 << 52) + u64::from(self.byte() % 3),
            _ => self.one_of(&EDGES),
        }
    }

    /// Returns an index, a count or a length: mostly a small one.
    pub(crate) fn number(&mut self) -> u64 {
        match self.byte() {
            0..160 => u64::from(self.byte() % 8),
            160..230 => u64::from(self.u16()),
            _ => self.one_of(&EDGES),
        }
    }

    /// Returns up to `most` bytes.
    pub(crate) fn bytes(&mut self, most: usize) -> Vec<u8> {
        let length = self.below(most + 1);
        (0..length).map(|_| self.byte()).collect()
    }
}
