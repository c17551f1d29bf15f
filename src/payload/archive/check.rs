//! Validation of archives from a page.

use std::{error::Error, fmt, num::NonZeroUsize};

use rkyv::{
    Portable,
    api::access_with_context,
    bytecheck::CheckBytes,
    rancor::{Source, Strategy, Trace},
    validation::{Validator, archive::ArchiveValidator},
};

/// Maximum depth of nested pointers: boxes, vectors, strings and maps inside each other (SPEC §3.4).
const DEPTH_MAX: usize = 64;

/// Length from which the text of a defect does not grow, in bytes.
const TEXT_BYTES: usize = 160;

/// The state of shared pointers during validation. There is none, so types with shared pointers (`Rc`, `Arc`) do not implement `CheckBytes` for it.
#[derive(Debug)]
pub struct NoSharing;

/// Validates an archive.
pub type Check<'a> = Strategy<Validator<ArchiveValidator<'a>, NoSharing>, Defect>;

/// Why an archive could not be written or is not valid.
#[derive(Debug)]
pub struct Defect(Box<str>);

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Defect {}

impl Trace for Defect {
    fn trace<R: fmt::Debug + fmt::Display + Send + Sync + 'static>(self, trace: R) -> Self {
        // The innermost traces say most, and there is one for each level.
        if self.0.len() < TEXT_BYTES {
            Self(format!("{}; {trace}", self.0).into())
        } else {
            self
        }
    }
}

impl Source for Defect {
    fn new<E: Error + Send + Sync + 'static>(source: E) -> Self {
        Self(source.to_string().into())
    }
}

/// Validates `bytes` and returns their root.
pub(super) fn access<A>(bytes: &[u8]) -> Result<&A, Defect>
where
    A: Portable + for<'a> CheckBytes<Check<'a>>,
{
    if bytes.len() < size_of::<A>() {
        return Err(Defect("the archive is shorter than its root".into()));
    }
    let depth = NonZeroUsize::new(DEPTH_MAX + 1);
    let mut validator = Validator::new(ArchiveValidator::with_max_depth(bytes, depth), NoSharing);
    access_with_context::<A, _, Defect>(bytes, &mut validator)
}
