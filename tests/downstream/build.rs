//! Generates the bindings into `OUT_DIR`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    qapi_codegen::Builder::new("schema/vendor.json").generate()?;
    Ok(())
}
