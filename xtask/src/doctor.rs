//! `cargo xtask doctor`: lists the missing packages and the command that installs them; with `--install`, runs it.

use crate::{
    Outcome,
    distro::Distro,
    needs::{self, For, Need},
    process,
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Install the missing packages without asking
    #[arg(long)]
    install: bool,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let everything = [For::Build, For::Screen, For::Client];
    let missing = report(&needs::of(&everything));
    if missing.is_empty() {
        println!("Nothing is missing.");
        return Ok(());
    }
    if args.install {
        install(&missing)?;
        println!("Nothing is missing any more.");
        return Ok(());
    }
    let advice = Plan::of(&missing)?.as_typed();
    Err(format!(
        "{} missing; `cargo xtask doctor --install` runs this for you:\n\n    {advice}\n",
        missing.len()
    )
    .into())
}

/// Installs the missing packages for `purposes` without asking; prints nothing if none is missing.
pub(crate) fn ensure(purposes: &[For]) -> Outcome {
    let missing = lacking(&needs::of(purposes));
    if missing.is_empty() {
        Ok(())
    } else {
        install(&missing)
    }
}

fn lacking(needs: &[&'static Need]) -> Vec<&'static Need> {
    needs
        .iter()
        .copied()
        .filter(|need| need.find().is_err())
        .collect()
}

fn report(needs: &[&'static Need]) -> Vec<&'static Need> {
    let width = needs
        .iter()
        .map(|need| need.name.len())
        .max()
        .unwrap_or_default();
    let mut missing = Vec::new();
    for need in needs {
        match need.find() {
            Ok(found) => println!("  ok       {:width$}  {found}", need.name),
            Err(reason) => {
                println!("  missing  {:width$}  {reason}", need.name);
                missing.push(*need);
            }
        }
    }
    missing
}

fn install(missing: &[&'static Need]) -> Outcome {
    let plan = Plan::of(missing)?;
    let names: Vec<_> = missing.iter().map(|need| need.name).collect();
    eprintln!("Missing: {}.", names.join(", "));
    for command in plan.commands() {
        process::run_quietly(&command).map_err(|error| {
            format!(
                "{error}\nRun this, then the same command again: {}",
                plan.as_typed()
            )
        })?;
    }
    let still = lacking(missing);
    if still.is_empty() {
        return Ok(());
    }
    let reasons: Vec<_> = still
        .iter()
        .map(|need| format!("{}: {}", need.name, need.find().err().unwrap_or_default()))
        .collect();
    Err(format!(
        "still missing after `{}`: {}",
        plan.as_typed(),
        reasons.join("; ")
    )
    .into())
}

/// The commands that install the missing packages on this machine.
struct Plan {
    refresh: Option<Vec<String>>,
    install: Vec<String>,
}

impl Plan {
    fn of(missing: &[&Need]) -> Outcome<Self> {
        let names: Vec<_> = missing.iter().map(|need| need.name).collect();
        let Some(distro) = Distro::of_this_machine() else {
            return Err(format!(
                "this system's packages are not known to xtask; install by hand: {}",
                names.join(", ")
            )
            .into());
        };
        let packages: Vec<_> = missing
            .iter()
            .flat_map(|need| need.packages(distro))
            .copied()
            .collect();
        Ok(Self {
            refresh: distro.refresh(),
            install: distro.install(&packages),
        })
    }

    /// Returns the commands as this process runs them: through sudo unless it is root, without a prompt for a password.
    fn commands(&self) -> Vec<Vec<String>> {
        let root = process::output("id", &["-u"]).is_some_and(|id| id == "0");
        let prefix: &[&str] = if root { &[] } else { &["sudo", "-n"] };
        let prefixed = |command: &Vec<String>| {
            let mut words: Vec<_> = prefix.iter().map(ToString::to_string).collect();
            words.extend([
                "env".to_owned(),
                "DEBIAN_FRONTEND=noninteractive".to_owned(),
            ]);
            words.extend_from_slice(command);
            words
        };
        self.refresh
            .iter()
            .chain([&self.install])
            .map(prefixed)
            .collect()
    }

    /// Returns the commands as a person types them.
    fn as_typed(&self) -> String {
        let lines: Vec<_> = self
            .refresh
            .iter()
            .chain([&self.install])
            .map(|command| format!("sudo {}", command.join(" ")))
            .collect();
        lines.join(" && ")
    }
}
