//! Replaces `bytelane` in the tests of `generate_context!`, and shows the arguments of the generated call.

extern crate self as bytelane;

pub use bytelane_macros::generate_context;

pub mod __private {
    pub use core::{compile_error, env, include_bytes, include_str, primitive::str};

    pub enum Assets {
        None,
        Embedded(&'static [(&'static str, &'static [u8])]),
        Directory(&'static str),
    }

    pub fn context(config_json: &'static str, package_name: &'static str, package_version: &'static str, assets: Assets) {
        println!("{config_json}\n{package_name} {package_version}");
        match assets {
            Assets::None => println!("None"),
            Assets::Directory(path) => println!("Directory({path:?})"),
            Assets::Embedded(files) => {
                let text = |bytes| std::str::from_utf8(bytes).expect("the test writes UTF-8");
                println!("Embedded({:?})", files.iter().map(|(key, bytes)| (key, text(bytes))).collect::<Vec<_>>());
            }
        }
    }
}
