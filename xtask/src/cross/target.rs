//! The targets of the checks for other systems.

/// A target other than that of this machine.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) triple: &'static str,
    /// The linker of its programs. Without one the target is only checked, which links nothing.
    pub(crate) linker: Option<Linker>,
}

/// The linker of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Linker {
    /// A program on `PATH`.
    Program(&'static str),
    /// Part of the compiler.
    OfRust,
}

pub(crate) const WINDOWS_GNU: Target = Target {
    triple: "x86_64-pc-windows-gnu",
    linker: Some(Linker::Program("x86_64-w64-mingw32-gcc")),
};

pub(crate) const WINDOWS_MSVC: Target = Target {
    triple: "x86_64-pc-windows-msvc",
    linker: None,
};

pub(crate) const MACOS: Target = Target {
    triple: "aarch64-apple-darwin",
    linker: None,
};

pub(crate) const LINUX_ARM64: Target = Target {
    triple: "aarch64-unknown-linux-gnu",
    linker: Some(Linker::Program("aarch64-linux-gnu-gcc")),
};

/// Pages in Rust.
pub(crate) const WASM: Target = Target {
    triple: "wasm32-unknown-unknown",
    linker: Some(Linker::OfRust),
};

pub(crate) const TARGETS: [&Target; 5] = [&WINDOWS_GNU, &WINDOWS_MSVC, &MACOS, &LINUX_ARM64, &WASM];

impl Target {
    /// Returns the name of a variable that configures cargo for this target.
    pub(crate) fn variable(&self, suffix: &str) -> String {
        let triple = self.triple.replace('-', "_").to_uppercase();
        format!("CARGO_TARGET_{triple}_{suffix}")
    }
}

#[cfg(test)]
mod tests {
    use super::WINDOWS_GNU;

    #[test]
    fn variables_of_cargo_are_in_upper_case() {
        assert_eq!(
            WINDOWS_GNU.variable("LINKER"),
            "CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER"
        );
    }
}
