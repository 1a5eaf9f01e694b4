//! Backups, moves, and the commands on PostgreSQL.

use crate::cluster::cluster;
use crate::shell::Shell;

const SURVEY: &str = "id = \"onboarding\"\nname = \"Onboarding\"\n\n[[questions]]\nid = \"score\"\ntype = \"nps\"\nprompt = \"How likely?\"\n\n[end]\ntext = \"Thanks!\"\n";

#[test]
fn a_backup_is_a_database_of_its_own_and_goes_back_into_an_empty_one_only() {
    let shell = Shell::new();
    shell.file("survey.toml", SURVEY);
    shell.run(&["publish", "survey.toml"]);
    let ran = shell.run(&["backup", "backup.db"]);
    assert_eq!(ran.out, "backup.db: 1 survey, 0 responses, 0 answers, 0 deliveries\n", "{ran:?}");
    let again = shell.run(&["backup", "backup.db"]);
    assert_eq!((again.code, again.err.lines().count()), (Some(1), 1));
    assert!(again.err.contains("backup.db is there already"), "{}", again.err);
    let ran = shell.run(&["restore", "backup.db", "--database-url", "sqlite://new.db"]);
    assert_eq!(ran.out, "restored: 1 survey, 0 responses, 0 answers, 0 deliveries\n", "{ran:?}");
    let ran = shell.run(&["restore", "backup.db"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("has surveys in it already"), "{}", ran.err);
    let ran = shell.run(&[
        "snippet",
        "onboarding",
        "--channel",
        "link",
        "--database-url",
        "sqlite://backup.db",
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let ran = shell.run(&["restore", "absent.db"]);
    assert!(ran.err.contains("absent.db"), "{}", ran.err);
}

#[test]
fn the_commands_work_on_postgres_and_a_move_there_and_back_keeps_all() {
    let Some(cluster) = cluster() else { return };
    let url = cluster.database();
    let shell = Shell::new().with("SONDAGE_PUBLIC_URL", "https://survey.example.com");
    shell.file("survey.toml", SURVEY);
    shell.run(&["publish", "survey.toml"]);
    let ran = shell.run(&["move", "--to", &url]);
    assert_eq!(ran.out, "moved: 1 survey, 0 responses, 0 answers, 0 deliveries\n", "{ran:?}");
    let there = shell.with("SONDAGE_DATABASE_URL", &url);
    assert_eq!(there.run(&["publish", "survey.toml"]).out, "onboarding: unchanged, revision 1\n");
    for args in [
        vec!["snippet", "onboarding", "--channel", "link"],
        vec!["export", "onboarding"],
        vec!["stats", "onboarding"],
        vec!["deliveries"],
        vec!["deliveries", "retry"],
    ] {
        let ran = there.run(&args);
        assert_eq!(ran.code, Some(0), "{args:?} {ran:?}");
    }
    let ran = there.run(&["move", "--to", "sqlite://back.db"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let ran = there.run(&["publish", "survey.toml", "--database-url", "sqlite://back.db"]);
    assert_eq!(ran.out, "onboarding: unchanged, revision 1\n");
}
