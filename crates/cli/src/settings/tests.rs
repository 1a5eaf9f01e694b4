//! Settings, from wherever they are.

use secrecy::ExposeSecret as _;

use super::{Database, Storage, origin, read_secret};

#[test]
fn files_are_beside_the_database_unless_said() {
    let database = |url: &str| Database { url: url.into() };
    let folder = |files: Option<&str>, url: &str| {
        let folder = Storage { files: files.map(Into::into) }.folder(&database(url));
        folder.to_str().unwrap().to_owned()
    };
    assert_eq!(folder(None, "sqlite://sondage.db"), "sondage-files");
    assert_eq!(folder(None, "sqlite:///var/lib/sondage.db?mode=rwc"), "/var/lib/sondage-files");
    assert_eq!(folder(Some(""), "sqlite://a/b.db"), "a/sondage-files");
    assert_eq!(folder(Some("/srv/files"), "sqlite://sondage.db"), "/srv/files");
}

#[test]
fn an_origin_has_no_path() {
    assert_eq!(origin(" https://www.example.com/ ").unwrap(), "https://www.example.com");
    assert!(origin("https://www.example.com/shop").is_err());
    assert!(origin("www.example.com").is_err());
}

#[test]
fn a_secret_comes_from_its_file_without_the_line_end() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    std::fs::write(&file, "hush\n").unwrap();
    assert_eq!(read_secret(None, Some(&file), "key").unwrap().unwrap().expose_secret(), "hush");
    std::fs::write(&file, "\n").unwrap();
    let error = read_secret(None, Some(&file), "key").unwrap_err().to_string();
    assert!(error.contains("is empty"), "{error}");
    assert!(read_secret(None, None, "key").unwrap().is_none());
}
