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

    pub struct Generated {
        pub config_json: &'static str,
        pub package_name: &'static str,
        pub package_version: &'static str,
        pub assets: Assets,
        pub is_of_tauri: bool,
        pub unsupported: &'static [&'static str],
    }

    pub fn context(generated: Generated) {
        let Generated { config_json, package_name, package_version, assets, is_of_tauri, unsupported } = generated;
        if is_of_tauri {
            println!("of Tauri");
        }
        for text in unsupported {
            println!("{text}");
        }
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
