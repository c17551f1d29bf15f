//! Serialization into memory of the exact length.

use rkyv::{
    Archive, Serialize,
    api::{high::HighSerializer, serialize_using},
    rancor::Source,
    ser::{Positional, Serializer, Writer, allocator::ArenaHandle, sharing::Share},
    util::{AlignedVec, with_arena},
};

use super::check::Defect;

/// Output of a serializer.
#[derive(Debug)]
pub struct Output<'a> {
    target: Target<'a>,
    length: usize,
}

#[derive(Debug)]
enum Target<'a> {
    /// None: the length is measured.
    Measure,
    Memory(&'a mut [u8]),
    Vector(&'a mut AlignedVec<16>),
}

impl Positional for Output<'_> {
    fn pos(&self) -> usize {
        self.length
    }
}

impl Writer<Defect> for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), Defect> {
        let end = self.length + bytes.len();
        match &mut self.target {
            Target::Measure => {}
            Target::Vector(vector) => vector.extend_from_slice(bytes), // COPY: the value is written into its archive
            Target::Memory(memory) => {
                let place = memory.get_mut(self.length..end);
                let place = place.ok_or_else(|| Defect::new(Unequal))?;
                place.copy_from_slice(bytes); // COPY: the value is written into its archive
            }
        }
        self.length = end;
        Ok(())
    }
}

#[derive(Debug, thiserror::Error)]
#[error("a `rkyv::Serialize` implementation wrote an archive of another length the second time")]
struct Unequal;

/// A type whose values can be written as an archive: every type that derives `rkyv::Archive` and `rkyv::Serialize`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written as an archive",
    label = "not an archive",
    note = "derive `rkyv::Archive` and `rkyv::Serialize` for it"
)]
pub trait IntoArchive:
    Archive + for<'a, 'b> Serialize<HighSerializer<Output<'a>, ArenaHandle<'b>, Defect>>
{
}

impl<T> IntoArchive for T where
    T: Archive + for<'a, 'b> Serialize<HighSerializer<Output<'a>, ArenaHandle<'b>, Defect>>
{
}

fn run<T: IntoArchive>(value: &T, target: Target<'_>) -> Result<usize, Defect> {
    with_arena(|arena| {
        let output = Output { target, length: 0 };
        let mut serializer = Serializer::new(output, arena.acquire(), Share::new());
        serialize_using::<_, Defect>(value, &mut serializer)?;
        Ok(serializer.into_writer().length)
    })
}

/// Returns the length of the archive of a value, in bytes.
pub(super) fn measure<T: IntoArchive>(value: &T) -> Result<usize, Defect> {
    run(value, Target::Measure)
}

/// Returns the archive of a value in new memory of its length.
pub(super) fn write<T: IntoArchive>(value: &T) -> Result<AlignedVec<16>, Defect> {
    let mut vector = AlignedVec::with_capacity(measure(value)?);
    run(value, Target::Vector(&mut vector))?;
    Ok(vector)
}

/// Writes the archive of a value into memory of its length.
pub(super) fn write_into<T: IntoArchive>(value: &T, memory: &mut [u8]) -> Result<(), Defect> {
    let length = memory.len();
    // The root is at the end, so the archive fills the memory.
    match run(value, Target::Memory(memory))? {
        written if written == length => Ok(()),
        _ => Err(Defect::new(Unequal)),
    }
}
