//! The arguments of `cargo xtask soak`.

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Minutes of the checks in a webview, for each lane, or of all fuzz entries
    #[arg(long, value_name = "N", default_value_t = 30)]
    pub(super) minutes: u64,
    /// Run only checks or entries whose name contains this text
    #[arg(long, value_name = "NAME")]
    pub(super) filter: Option<String>,
    /// Run the fuzz entries with libFuzzer, each up to its number of executions
    #[arg(long)]
    pub(super) fuzz: bool,
    /// With --fuzz: keep the smallest inputs that reach all of the found coverage in `tests/fuzz/kept`
    #[arg(long, requires = "fuzz")]
    pub(super) keep: bool,
    /// Run this many seeds of the simulation
    #[arg(long, value_name = "SEEDS", conflicts_with = "fuzz")]
    pub(super) simulate: Option<u64>,
    /// With --simulate: the first seed
    #[arg(long, value_name = "SEED", default_value_t = 0, requires = "simulate")]
    pub(super) first: u64,
}
