//! Expansions give no lint of rustc or clippy anything to find.
#![deny(warnings, missing_docs, unreachable_pub, clippy::all, clippy::pedantic, clippy::nursery)]

/// Public, as in a library.
pub mod library {
    use domain_events::prelude::*;

    /// An order.
    #[derive(Debug, Clone, PartialEq, Eq, DomainEvent)]
    pub struct OrderPlaced {
        /// Its id.
        #[event(key)]
        pub order_id: u64,
    }

    /// A mailer.
    pub trait Mailer: Send + Sync {}

    /// An e-mail.
    #[derive(Debug)]
    pub struct Confirmation<M> {
        /// Who sends it.
        pub mailer: M,
    }

    #[handler]
    impl<M: Mailer> Confirmation<M> {
        /// Sends it.
        ///
        /// # Errors
        ///
        /// Never.
        #[allow(clippy::unused_async)]
        pub async fn send(&self, placed: &OrderPlaced) -> Result<(), std::io::Error> {
            println!("{}", placed.order_id);
            Ok(())
        }

        /// Nothing.
        #[handler(skip)]
        pub const fn nothing() {}
    }

    /// Tracks it.
    #[handler]
    pub fn track_sale(placed: &Envelope<OrderPlaced>) {
        println!("{}", placed.id());
    }

    /// Larger than the other by far, and private.
    #[derive(Clone, DomainEvent)]
    struct PageScanned {
        pixels: [u8; 4096],
    }

    /// An archive.
    #[derive(Debug)]
    pub struct Archive;

    #[handler]
    impl Archive {
        fn keep(&self, scanned: &PageScanned) {
            println!("{}", scanned.pixels.len());
        }

        fn note(&self, placed: &OrderPlaced) {
            println!("{}", placed.order_id);
        }

        #[cfg(any())]
        fn burn(&self, _: &PageBurnt) {}
    }

    /// The shop.
    #[derive(Debug, EventBus)]
    pub struct Shop<M> {
        /// Sends an e-mail.
        #[on(OrderPlaced)]
        pub confirmation: Confirmation<M>,
        /// Tracks the sale.
        #[on(OrderPlaced)]
        pub sales: TrackSale,
    }
}

#[tokio::test]
async fn public_and_private_buses_compile_without_a_finding() {
    use domain_events::prelude::*;

    #[derive(DomainEvent)]
    struct OrderPaid;

    #[handler]
    fn track_payment(paid: &Envelope<OrderPaid>) {
        println!("{}", paid.id());
    }

    #[derive(EventBus)]
    struct Till {
        #[on(OrderPaid)]
        payments: TrackPayment,
    }

    struct Smtp;
    impl library::Mailer for Smtp {}
    let shop =
        library::Shop { confirmation: library::Confirmation { mailer: Smtp }, sales: library::TrackSale };

    assert!(shop.publish(library::OrderPlaced { order_id: 1 }).await.is_ok());
    assert!(Till { payments: TrackPayment }.publish(OrderPaid).await.is_ok());
}
