pub struct Shop {
    #[on(OrderPlaced, OrderCancelled)]
    confirmation: ConfirmationEmail,
    #[on(OrderPlaced)]
    inventory: ReserveInventory,
    #[event_bus(skip)]
    pool: Pool,
}
