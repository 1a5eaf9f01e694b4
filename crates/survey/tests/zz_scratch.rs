use sondage_survey::definition::{Definition, Language};
use serde_json::json;
fn time(name: &str, v: serde_json::Value) {
    let text = v.to_string();
    let t = std::time::Instant::now();
    let r = Definition::read(&text, Language::Json);
    let a = t.elapsed();
    assert!(r.is_ok(), "{:?}", r.err());
    let t = std::time::Instant::now();
    let all = match Definition::parse(&text, Language::Json) { Ok(d) => d.warnings().to_vec(), Err(p) => p };
    println!("{name}: read {a:?} parse {:?}", t.elapsed());
    for p in all.iter().take(4) { println!("   {p}"); }
    println!("   {} in all", all.len());
}
#[test]
fn scratch() {
    let opts = |n: usize| (0..n).map(|i| json!({"id": format!("o{i}"), "label": format!("L{i}")})).collect::<Vec<_>>();
    let base = |q: Vec<serde_json::Value>| json!({"id":"s","name":"S","end":{"text":"Bye"},"variables":{"n":0},"questions":q});
    time("90 chained", base((0..90).map(|i| { let mut q = json!({"id": format!("q{i}"), "type":"single_choice","prompt":format!("Q{i}?"),"options":opts(20)}); if i>0 { q["show_if"]=json!({"question":format!("q{}",i-1),"is":"o3"}); } q }).collect()));
    time("90 required chained", base((0..90).map(|i| { let mut q = json!({"id": format!("q{i}"), "type":"multiple_choice","required":true,"prompt":format!("Q{i}?"),"options":opts(20)}); if i>0 { q["show_if"]=json!({"any":[{"question":format!("q{}",i-1),"is":"o3"},{"question":format!("q{}",i/2),"chosen_at_least":3}]}); } q }).collect()));
    time("40 carried 100", base((0..40).map(|i| { if i==0 { json!({"id":"q0","type":"multiple_choice","prompt":"Q0?","options":opts(100)}) } else { json!({"id": format!("q{i}"), "type":"multiple_choice","prompt":format!("Q{i}?"),"options_from":{"question":format!("q{}",i-1),"which":"chosen"}}) } }).collect()));
    time("30 scores", base((0..30).map(|i| json!({"id": format!("q{i}"), "type":"nps","required":true,"prompt":format!("Q{i}?"),"set":[{"variable":"n","add":{"question":format!("q{i}")}}],"jump":[{"if":{"variable":"n","above":250},"to":"end"}]})).collect()));
    time("20 countries", base((0..20).map(|i| { let mut q = json!({"id": format!("q{i}"), "type":"dropdown","list":"countries","prompt":format!("Q{i}?")}); if i>0 { q["show_if"]=json!({"question":format!("q{}",i-1),"one_of":["FR","DE"]}); } q }).collect()));
    time("matrix", base((0..20).map(|i| { let mut q = json!({"id": format!("q{i}"), "type":"matrix","rows":opts(15),"columns":opts(7),"prompt":format!("Q{i}?")}); if i>0 { q["show_if"]=json!({"any": (0..15).map(|r| json!({"question":format!("q{}.o{r}",i-1),"is":"o2"})).collect::<Vec<_>>()}); } q }).collect()));
    let mut many = base((0..20).map(|i| { let mut q = json!({"id": format!("q{i}"), "type":"nps","prompt":format!("Q{i}? {{h0}}")}); q["show_if"]=json!({"all": (0..10).map(|r| json!({"hidden":format!("h{r}"),"is":format!("x{i}")})).collect::<Vec<_>>()}); q }).collect());
    many["hidden"] = json!((0..10).map(|i| json!({"id":format!("h{i}")})).collect::<Vec<_>>());
    time("hidden", many);
}
