//! The requirements of the repository beyond Rust: how each is recognised, and the packages that install it.

use crate::{distro::Distro, process};
use std::path::Path;

/// The oldest Node whose test runner the TypeScript client's tests can use.
const NODE_MAJOR_MIN: u32 = 18;

/// The purpose of a requirement; a command checks only the purposes it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum For {
    /// Building the crate with its webview.
    Build,
    /// Running a webview on a machine without a screen.
    Screen,
    /// Taking pictures of windows.
    Pictures,
    /// The TypeScript client.
    Client,
    /// Programs for Windows, and running them.
    Windows,
    /// Programs for Linux on 64-bit ARM, and running them.
    Arm64,
}

/// One requirement.
pub(crate) struct Need {
    pub(crate) name: &'static str,
    pub(crate) purpose: For,
    check: Check,
    debian: &'static [&'static str],
    fedora: &'static [&'static str],
    arch: &'static [&'static str],
    suse: &'static [&'static str],
}

enum Check {
    /// A program on `PATH`.
    Program(&'static str),
    /// A compiler that also finds the C library's start files.
    Linker,
    /// A compiler for another system, with this file of that system's C library.
    CrossLinker(&'static str, &'static str),
    /// A library with its development files, at least of this version.
    Library(&'static str, &'static str),
    /// Any font at all: without one a page shows no text.
    Font,
    /// Node of at least [`NODE_MAJOR_MIN`].
    Node,
    /// Wine, which Debian does not put on `PATH`.
    Wine,
}

impl Need {
    /// Returns the version or path found on this machine.
    ///
    /// # Errors
    /// Returns a description of the missing program, library or version.
    pub(crate) fn find(&self) -> Result<String, String> {
        match self.check {
            Check::Program(name) => program(name),
            Check::Linker => linker(),
            Check::CrossLinker(compiler, file) => cross_linker(compiler, file),
            Check::Library(name, at_least) => library(name, at_least),
            Check::Font => font(),
            Check::Node => node(),
            Check::Wine => wine(),
        }
    }

    /// Returns the packages that install it on `distro`.
    pub(crate) fn packages(&self, distro: Distro) -> &'static [&'static str] {
        match distro {
            Distro::Debian => self.debian,
            Distro::Fedora => self.fedora,
            Distro::Arch => self.arch,
            Distro::Suse => self.suse,
        }
    }
}

/// All requirements, in the order in which they are shown. Only Node is required outside of Linux: elsewhere the webview and
/// the linker come with the system and the toolchain.
pub(crate) static NEEDS: &[Need] = &[
    Need {
        name: "C compiler and C library",
        purpose: For::Build,
        check: Check::Linker,
        debian: &["gcc", "libc6-dev"],
        fedora: &["gcc", "glibc-devel"],
        arch: &["gcc"],
        suse: &["gcc", "glibc-devel"],
    },
    Need {
        name: "pkg-config",
        purpose: For::Build,
        check: Check::Program("pkg-config"),
        debian: &["pkg-config"],
        fedora: &["pkgconf-pkg-config"],
        arch: &["pkgconf"],
        suse: &["pkg-config"],
    },
    Need {
        name: "WebKitGTK 4.1",
        purpose: For::Build,
        check: Check::Library("webkit2gtk-4.1", "2.40"),
        debian: &["libwebkit2gtk-4.1-dev"],
        fedora: &["webkit2gtk4.1-devel"],
        arch: &["webkit2gtk-4.1"],
        suse: &["webkit2gtk3-devel"],
    },
    Need {
        name: "GTK 3",
        purpose: For::Build,
        check: Check::Library("gtk+-3.0", "3.24"),
        debian: &["libgtk-3-dev"],
        fedora: &["gtk3-devel"],
        arch: &["gtk3"],
        suse: &["gtk3-devel"],
    },
    Need {
        name: "D-Bus library (for tao)",
        purpose: For::Build,
        check: Check::Library("dbus-1", "1.6"),
        debian: &["libdbus-1-dev"],
        fedora: &["dbus-devel"],
        arch: &["dbus"],
        suse: &["dbus-1-devel"],
    },
    Need {
        name: "a font",
        purpose: For::Screen,
        check: Check::Font,
        debian: &["fonts-dejavu-core"],
        fedora: &["dejavu-sans-fonts"],
        arch: &["ttf-dejavu"],
        suse: &["dejavu-fonts"],
    },
    Need {
        name: "Xvfb, a screen in memory",
        purpose: For::Screen,
        check: Check::Program("Xvfb"),
        debian: &["xvfb"],
        fedora: &["xorg-x11-server-Xvfb"],
        arch: &["xorg-server-xvfb"],
        suse: &["xorg-x11-server-Xvfb"],
    },
    Need {
        name: "ImageMagick",
        purpose: For::Pictures,
        check: Check::Program("convert"),
        debian: &["imagemagick"],
        fedora: &["ImageMagick"],
        arch: &["imagemagick"],
        suse: &["ImageMagick"],
    },
    Need {
        name: "Node 18 or later",
        purpose: For::Client,
        check: Check::Node,
        debian: &["nodejs"],
        fedora: &["nodejs"],
        arch: &["nodejs"],
        suse: &["nodejs-default"],
    },
    Need {
        name: "npm",
        purpose: For::Client,
        check: Check::Program("npm"),
        debian: &["npm"],
        fedora: &["nodejs-npm"],
        arch: &["npm"],
        suse: &["npm-default"],
    },
    Need {
        name: "MinGW, a linker of programs for Windows",
        purpose: For::Windows,
        check: Check::CrossLinker("x86_64-w64-mingw32-gcc", "libkernel32.a"),
        debian: &["gcc-mingw-w64-x86-64"],
        fedora: &["mingw64-gcc"],
        arch: &["mingw-w64-gcc"],
        suse: &["mingw64-cross-gcc"],
    },
    Need {
        name: "wine",
        purpose: For::Windows,
        check: Check::Wine,
        debian: &["wine64"],
        fedora: &["wine-core"],
        arch: &["wine"],
        suse: &["wine"],
    },
    Need {
        name: "a linker of programs for 64-bit ARM",
        purpose: For::Arm64,
        check: Check::CrossLinker("aarch64-linux-gnu-gcc", "crt1.o"),
        debian: &["gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross"],
        fedora: &["gcc-aarch64-linux-gnu"],
        arch: &["aarch64-linux-gnu-gcc"],
        suse: &["cross-aarch64-gcc14"],
    },
    Need {
        name: "qemu-aarch64",
        purpose: For::Arm64,
        check: Check::Program("qemu-aarch64"),
        debian: &["qemu-user"],
        fedora: &["qemu-user"],
        arch: &["qemu-user"],
        suse: &["qemu-linux-user"],
    },
];

/// Returns the requirements for `purposes` on this operating system.
pub(crate) fn of(purposes: &[For]) -> Vec<&'static Need> {
    let here = |need: &&Need| cfg!(target_os = "linux") || need.purpose == For::Client;
    NEEDS
        .iter()
        .filter(here)
        .filter(|need| purposes.contains(&need.purpose))
        .collect()
}

/// Returns the path of a program on `PATH`.
pub(crate) fn program(name: &str) -> Result<String, String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let extensions: &[&str] = if cfg!(windows) {
        &[".exe", ".cmd"]
    } else {
        &[""]
    };
    std::env::split_paths(&path)
        .flat_map(|folder| {
            extensions
                .iter()
                .map(move |extension| folder.join(format!("{name}{extension}")))
        })
        .find(|file| file.is_file())
        .map(|file| file.display().to_string())
        .ok_or_else(|| "not on PATH".to_owned())
}

fn linker() -> Result<String, String> {
    let compiler = ["cc", "gcc", "clang"]
        .into_iter()
        .find(|name| program(name).is_ok())
        .ok_or("no cc, gcc or clang on PATH")?;
    let file = process::output(compiler, &["-print-file-name=crt1.o"]).unwrap_or_default();
    if cfg!(target_os = "linux") && !file.contains('/') {
        return Err(format!(
            "{compiler} finds no crt1.o: the C library's development files are missing"
        ));
    }
    program(compiler)
}

fn cross_linker(compiler: &str, file: &str) -> Result<String, String> {
    let path = program(compiler)?;
    let option = format!("-print-file-name={file}");
    let found = process::output(compiler, &[&option]).unwrap_or_default();
    if found.contains('/') {
        Ok(path)
    } else {
        Err(format!(
            "{compiler} finds no {file}: the C library of its target is missing"
        ))
    }
}

/// Returns the path of wine.
pub(crate) fn wine() -> Result<String, String> {
    let of_debian = "/usr/lib/wine/wine64";
    ["wine64", "wine"]
        .into_iter()
        .find_map(|name| program(name).ok())
        .or_else(|| Path::new(of_debian).is_file().then(|| of_debian.to_owned()))
        .ok_or_else(|| "neither wine64 nor wine is on PATH".to_owned())
}

fn library(name: &str, at_least: &str) -> Result<String, String> {
    let wanted = format!("{name} >= {at_least}");
    if process::output("pkg-config", &["--exists", &wanted]).is_none() {
        return Err(format!("pkg-config finds no {wanted}"));
    }
    let version = process::output("pkg-config", &["--modversion", name]).unwrap_or_default();
    Ok(format!("{name} {version}"))
}

fn font() -> Result<String, String> {
    let home = std::env::var("HOME").unwrap_or_default();
    let folders = [
        "/usr/share/fonts".to_owned(),
        "/usr/local/share/fonts".to_owned(),
        format!("{home}/.local/share/fonts"),
    ];
    folders
        .iter()
        .find_map(|folder| first_font(Path::new(folder), 6))
        .ok_or_else(|| "no .ttf, .otf or .ttc file in the font folders".to_owned())
}

fn first_font(folder: &Path, depth_max: usize) -> Option<String> {
    for entry in std::fs::read_dir(folder).ok()?.flatten() {
        let path = entry.path();
        let extension = path.extension().unwrap_or_default();
        if ["ttf", "otf", "ttc"]
            .iter()
            .any(|known| extension == *known)
        {
            return Some(path.display().to_string());
        }
        if depth_max > 0 && path.is_dir() {
            let found = first_font(&path, depth_max - 1);
            if found.is_some() {
                return found;
            }
        }
    }
    None
}

fn node() -> Result<String, String> {
    let version = process::output("node", &["--version"]).ok_or("node is not on PATH")?;
    match node_major(&version) {
        Some(major) if major >= NODE_MAJOR_MIN => Ok(format!("node {version}")),
        _ => Err(format!(
            "node {version} is too old; if your distribution has none of version {NODE_MAJOR_MIN} or later, take one from https://nodejs.org"
        )),
    }
}

fn node_major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Distro, For, NEEDS, node_major, of};

    #[test]
    fn every_need_names_packages_on_every_distribution() {
        for need in NEEDS {
            for distro in [Distro::Debian, Distro::Fedora, Distro::Arch, Distro::Suse] {
                let packages = need.packages(distro);
                assert!(!packages.is_empty(), "{} on {distro:?}", need.name);
                assert!(
                    packages
                        .iter()
                        .all(|name| !name.contains(char::is_whitespace)),
                    "{packages:?}"
                );
            }
        }
    }

    #[test]
    fn a_build_needs_no_node() {
        let names: Vec<_> = of(&[For::Build, For::Screen])
            .iter()
            .map(|need| need.name)
            .collect();
        assert!(
            !names
                .iter()
                .any(|name| name.contains("Node") || name.contains("npm")),
            "{names:?}"
        );
    }

    #[test]
    fn node_versions_are_read() {
        assert_eq!(node_major("v18.20.4"), Some(18));
        assert_eq!(node_major("v9.0.0"), Some(9));
        assert_eq!(node_major("18"), None);
        assert_eq!(node_major(""), None);
    }
}
