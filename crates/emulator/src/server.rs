//! Serving, until told to stop.

use std::{io, sync::Arc};

use axum::Router;
use tokio::net::TcpListener;

use super::{
    api,
    connection::{Connection, CuttableListener},
    control, page,
    shared::Shared,
};

/// Serves the API, the control routes and the pages.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) -> io::Result<()> {
    let app = Router::new()
        .merge(control::routes())
        .merge(page::routes())
        .merge(api::routes())
        .with_state(Arc::clone(&shared));
    let service = app.into_make_service_with_connect_info::<Connection>();
    let stopped = async move { shared.stopped().await };
    axum::serve(CuttableListener(listener), service).with_graceful_shutdown(stopped).await
}
