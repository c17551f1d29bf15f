//! Linux distributions: the family of this machine, and the package manager of a family.

/// A family of distributions that share package names and a package manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Distro {
    Debian,
    Fedora,
    Arch,
    Suse,
}

impl Distro {
    /// Returns the family of this machine, if it is known.
    pub(crate) fn of_this_machine() -> Option<Self> {
        let text = ["/etc/os-release", "/usr/lib/os-release"]
            .iter()
            .find_map(|path| std::fs::read_to_string(path).ok())?;
        Self::from_os_release(&text)
    }

    /// Reads the family from the text of an os-release file: its own `ID` first, then the families in `ID_LIKE`.
    pub(crate) fn from_os_release(text: &str) -> Option<Self> {
        let value = |key: &str| {
            text.lines()
                .filter_map(|line| line.trim().split_once('='))
                .find(|(name, _)| *name == key)
                .map_or("", |(_, value)| value.trim_matches(['"', '\'']))
        };
        value("ID")
            .split_whitespace()
            .chain(value("ID_LIKE").split_whitespace())
            .find_map(Self::from_id)
    }

    fn from_id(id: &str) -> Option<Self> {
        match id {
            "debian" | "ubuntu" => Some(Self::Debian),
            "fedora" | "rhel" | "centos" => Some(Self::Fedora),
            "arch" | "archlinux" => Some(Self::Arch),
            id if id == "suse" || id.starts_with("opensuse") => Some(Self::Suse),
            _ => None,
        }
    }

    /// Returns the command that updates the package lists, if an installation fails without it.
    pub(crate) fn refresh(self) -> Option<Vec<String>> {
        match self {
            Self::Debian => Some(words("apt-get -qq update")),
            // A machine with lists keeps them: on Arch, new lists without a full upgrade break programs.
            Self::Arch if no_entries("/var/lib/pacman/sync") => Some(words("pacman -Sy")),
            Self::Arch | Self::Fedora | Self::Suse => None,
        }
    }

    /// Returns the command that installs `packages` without a question.
    pub(crate) fn install(self, packages: &[&str]) -> Vec<String> {
        let mut command = words(match self {
            Self::Debian => "apt-get -q install -y --no-install-recommends",
            Self::Fedora => "dnf install -y --setopt=install_weak_deps=False",
            Self::Arch => "pacman -S --needed --noconfirm",
            Self::Suse => "zypper --non-interactive install --no-recommends",
        });
        command.extend(packages.iter().map(ToString::to_string));
        command
    }
}

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

fn no_entries(directory: &str) -> bool {
    std::fs::read_dir(directory).map_or(true, |mut entries| entries.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::Distro;

    #[test]
    fn families_are_read_from_os_release() {
        let cases = [
            (
                "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\nID=debian\n",
                Some(Distro::Debian),
            ),
            (
                "NAME=\"Ubuntu\"\nVERSION_ID=\"24.04\"\nID=ubuntu\nID_LIKE=debian\n",
                Some(Distro::Debian),
            ),
            (
                "NAME=\"Linux Mint\"\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n",
                Some(Distro::Debian),
            ),
            (
                "NAME=\"Fedora Linux\"\nVERSION=\"43 (Workstation Edition)\"\nID=fedora\nVERSION_ID=43\n",
                Some(Distro::Fedora),
            ),
            (
                "NAME=\"Rocky Linux\"\nID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n",
                Some(Distro::Fedora),
            ),
            (
                "NAME=\"Arch Linux\"\nID=arch\nBUILD_ID=rolling\n",
                Some(Distro::Arch),
            ),
            (
                "NAME='EndeavourOS'\nID='endeavouros'\nID_LIKE='arch'\n",
                Some(Distro::Arch),
            ),
            (
                "NAME=\"openSUSE Tumbleweed\"\nID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\n",
                Some(Distro::Suse),
            ),
            (
                "NAME=\"openSUSE Leap\"\nID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n",
                Some(Distro::Suse),
            ),
            ("NAME=NixOS\nID=nixos\n", None),
            ("VARIANT_ID=debian\n", None),
            ("", None),
        ];
        for (text, expect) in cases {
            assert_eq!(Distro::from_os_release(text), expect, "{text}");
        }
    }

    #[test]
    fn install_commands_ask_nothing() {
        let silent = [
            (Distro::Debian, "-y"),
            (Distro::Fedora, "-y"),
            (Distro::Arch, "--noconfirm"),
            (Distro::Suse, "--non-interactive"),
        ];
        for (distro, flag) in silent {
            let command = distro.install(&["gcc"]);
            assert!(command.iter().any(|word| word == flag), "{command:?}");
            assert_eq!(command.last().map(String::as_str), Some("gcc"));
        }
    }
}
