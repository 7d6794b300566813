impl<M: Mailer> ConfirmationEmail<M> {
    async fn send(&self, placed: &OrderPlaced) -> Result<(), MailError> {
        self.mailer.send(placed).await
    }

    fn forget(&self, deleted: &Envelope<UserDeleted>) {}

    #[handler(skip)]
    pub fn new(mailer: M) -> Self {
        Self { mailer }
    }
}
