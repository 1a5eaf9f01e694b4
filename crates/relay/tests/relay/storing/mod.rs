//! What the tests of the outbox share: a store with a survey, an emulator, a worker between them.

#[path = "../../../../store/tests/store/house.rs"]
mod house;
pub mod outbox;

pub use house::*;

/// Each of these stories, as a test of each engine.
macro_rules! on_each_engine {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test]
                async fn $story() {
                    super::$story(crate::storing::Engine::Sqlite).await;
                }
            )+
        }
        mod postgres {
            $(
                #[tokio::test]
                async fn $story() {
                    if crate::storing::Engine::Postgres.is_here() {
                        super::$story(crate::storing::Engine::Postgres).await;
                    }
                }
            )+
        }
    };
}
pub(crate) use on_each_engine;
