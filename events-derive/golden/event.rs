/// A customer has ordered.
#[event(version = 2)]
pub struct OrderPlaced {
    /// Which order.
    #[event(key)]
    pub order_id: OrderId,
    #[event(occurred_at)]
    pub placed_at: SystemTime,
    pub lines: Vec<Option<Arc<str>>>,
}
