//! Compiles the relay anew when the widget's files change: they are part of the binary.

fn main() {
    // The folder above `dist`, which is not there before the widget has been built.
    println!("cargo::rerun-if-changed=../../www");
}
