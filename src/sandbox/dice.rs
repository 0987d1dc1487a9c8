//! Repeatable chance: the same seed throws the same numbers on every machine.

/// A splitmix64 generator: eight lines, no dependency, good enough to invent names and ids.
#[derive(Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// An independent stream named `label`. Whoever draws from it disturbs nobody else, so that one more rule
    /// does not change the ids of all the others.
    pub(crate) fn fork(&self, label: &str) -> Self {
        // FNV-1a over the label, mixed with the seed.
        let hash = label
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
        Self(self.0 ^ hash)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `n` - 1.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// `n` characters out of an ASCII alphabet.
    pub(crate) fn text(&mut self, alphabet: &str, n: usize) -> String {
        let alphabet = alphabet.as_bytes();
        (0..n).map(|_| char::from(*self.pick(alphabet))).collect()
    }

    pub(crate) fn hex(&mut self, n: usize) -> String {
        self.text("0123456789abcdef", n)
    }

    /// A UUID; Atlassian numbers accounts with version 4 and rules with version 7.
    pub(crate) fn uuid(&mut self, version: char) -> String {
        let h = self.hex(30);
        format!("{}-{}-{version}{}-a{}-{}", &h[..8], &h[8..12], &h[12..15], &h[15..18], &h[18..30])
    }
}
