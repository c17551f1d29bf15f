fn main() {
    bytelane_build::build();
}
