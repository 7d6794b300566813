pub struct Shop<M> {
    #[on(OrderPlaced, OrderCancelled)]
    confirmation: ConfirmationEmail<M>,
    #[on(OrderPlaced)]
    inventory: ReserveInventory,
    #[event_bus(skip)]
    pool: Pool,
}
