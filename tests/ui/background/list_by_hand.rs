use domain_events::prelude::*;

#[derive(Clone, DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

struct Tally;

impl HandlerInfo for Tally {
    const NAME: &'static str = "tally";
    type Events = (OrderPlaced,);
}

impl<E: DomainEvent> Handler<E> for Tally {
    type FollowUp = ();

    async fn handle(&self, _: &Envelope<E>) -> Result<(), HandlerError> {
        Ok(())
    }
}

#[tokio::main]
async fn main() {
    let tally = Background::spawn(Tally, 100);
    tally.shutdown().await;
}
