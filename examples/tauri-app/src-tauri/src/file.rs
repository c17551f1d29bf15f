//! The file: a picture of 16,384 × 8,192 pixels, a byte each.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use tauri::{State, ipc::Response};

/// Size of the picture in points, each of which is [`SCALE`] pixels wide and high.
const WIDTH: i32 = 512;
const HEIGHT: i32 = 256;
const SCALE: usize = 32;

/// Bytes of a part at most.
const PART_BYTES_MAX: usize = 16 << 20;

/// The picture in a file, as long as the application runs.
pub(crate) struct Picture {
    path: PathBuf,
    file: Mutex<File>,
}

impl Picture {
    /// Writes the picture to a file of this process in `directory`.
    ///
    /// # Errors
    /// Returns the error of the file system.
    pub(crate) fn create(directory: &Path) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        let path = directory.join(format!("picture-{}", std::process::id()));
        let mut file = BufWriter::new(File::create(&path)?);
        for y in 0..HEIGHT {
            let points = (0..WIDTH).flat_map(|x| [brightness(x, y); SCALE]);
            let line: Vec<u8> = points.collect();
            for _ in 0..SCALE {
                file.write_all(&line)?;
            }
        }
        file.flush()?;
        let file = Mutex::new(File::open(&path)?);
        Ok(Self { path, file })
    }

    /// Removes the file.
    pub(crate) fn remove(&self) {
        if let Err(error) = fs::remove_file(&self.path) {
            eprintln!("{} was not removed: {error}", self.path.display());
        }
    }
}

/// Rings, which get thinner to the outside.
fn brightness(x: i32, y: i32) -> u8 {
    let (x, y) = (x - WIDTH / 2, y - HEIGHT / 2);
    let wave = (x * x + y * y) / 24 % 512;
    u8::try_from(wave.min(511 - wave)).unwrap_or(u8::MAX)
}

/// Returns a part of the file.
#[tauri::command]
pub(crate) fn read(
    offset: u64,
    length: usize,
    picture: State<'_, Picture>,
) -> Result<Response, String> {
    if length > PART_BYTES_MAX {
        return Err(format!(
            "{length} bytes were requested; a part has at most {PART_BYTES_MAX}"
        ));
    }
    let mut bytes = vec![0; length];
    let mut file = picture.file.lock().unwrap_or_else(PoisonError::into_inner);
    file.seek(SeekFrom::Start(offset))
        .and_then(|_| file.read_exact(&mut bytes))
        .map_err(|error| format!("{length} bytes from {offset} were not read: {error}"))?;
    Ok(Response::new(bytes))
}
