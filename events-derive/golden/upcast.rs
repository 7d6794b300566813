#[event(version = 2, upcast_from = OrderPlacedV1)]
pub struct OrderPlaced {
    pub total_cents: i64,
}
