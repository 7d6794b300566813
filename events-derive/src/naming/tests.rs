//! The cases of naming: long, because English has more exceptions than rules.

use super::verbs::{self, Past};
use super::*;

fn suggestion(ident: &str) -> Option<String> {
    carried(check_tense(ident).expect_err(ident))
}

fn carried(error: TenseError) -> Option<String> {
    match error {
        TenseError::EventSuffix { suggestion }
        | TenseError::NotPast { suggestion }
        | TenseError::VerbFirst { suggestion } => suggestion,
    }
}

#[track_caller]
fn assert_suggestions(expected: &[(&str, &str)]) {
    for &(ident, expected) in expected {
        assert_eq!(suggestion(ident).as_deref(), Some(expected), "for {ident}");
    }
}

#[track_caller]
fn assert_past_facts(idents: &[&str]) {
    for ident in idents {
        assert_eq!(check_tense(ident), Ok(()), "for {ident}");
    }
}

#[test]
fn an_identifier_splits_where_a_capital_starts_a_word() {
    for (ident, expected) in [
        ("OrderPlaced", &["Order", "Placed"][..]),
        ("HTTPRequestFailed", &["HTTP", "Request", "Failed"]),
        ("UserEnteredUSA", &["User", "Entered", "USA"]),
        ("order_placed", &["order", "placed"]),
        ("ORDER_PLACED", &["ORDER", "PLACED"]),
        ("_Order__Placed_", &["Order", "Placed"]),
        ("placed", &["placed"]),
        ("A", &["A"]),
    ] {
        assert_eq!(words(ident), expected, "for {ident}");
    }
}

#[test]
fn a_digit_stays_with_the_word_before_it() {
    for (ident, expected) in [
        ("Sha256Computed", &["Sha256", "Computed"][..]),
        ("OrderPlacedV2", &["Order", "Placed", "V2"]),
        ("EC2InstanceStarted", &["EC2", "Instance", "Started"]),
        ("Sha256sumComputed", &["Sha256sum", "Computed"]),
        ("_2FAEnabled", &["2", "FA", "Enabled"]),
    ] {
        assert_eq!(words(ident), expected, "for {ident}");
    }
}

#[test]
fn an_identifier_splits_at_capitals_of_any_script() {
    for (ident, expected) in [
        ("CaféÖffnungChanged", &["Café", "Öffnung", "Changed"][..]),
        ("ЗаказРазмещён", &["Заказ", "Размещён"]),
        ("注文Placed", &["注文", "Placed"]),
        ("ÄÖÜTested", &["ÄÖÜ", "Tested"]),
    ] {
        assert_eq!(words(ident), expected, "for {ident}");
    }
}

#[test]
fn an_identifier_without_words_splits_into_none() {
    for ident in ["", "_", "__"] {
        assert!(words(ident).is_empty(), "for {ident:?}");
    }
}

#[test]
fn case_conversions_keep_the_words() {
    assert_eq!(snake_case("OrderPlaced"), "order_placed");
    assert_eq!(snake_case("HTTPRequestFailed"), "http_request_failed");
    assert_eq!(snake_case("track_sale"), "track_sale");
    assert_eq!(pascal_case("track_sale"), "TrackSale");
    assert_eq!(pascal_case("TrackSale"), "TrackSale");
    assert_eq!(pascal_case("_öffne_tür"), "ÖffneTür");
    assert_eq!(pascal_case("send_HTTP_request"), "SendHTTPRequest");
}

#[test]
fn a_name_splits_before_its_last_past_tense_word() {
    for (ident, expected) in [
        ("OrderPlaced", "order.placed"),
        ("CustomerAddressChanged", "customer_address.changed"),
        ("UserLoggedIn", "user.logged_in"),
        ("HTTPRequestFailed", "http_request.failed"),
        ("CancelledOrderRefunded", "cancelled_order.refunded"),
        ("DataSetLoaded", "data_set.loaded"),
        ("OrderCutOff", "order.cut_off"),
        ("OrderPlacedV2", "order.placed_v2"),
        ("ItemAddedToCart", "item.added_to_cart"),
        ("PasswordReset", "password.reset"),
        ("PasswordResetRequested", "password_reset.requested"),
        ("CaféOpened", "café.opened"),
        ("order_placed", "order.placed"),
        ("ORDER_PLACED", "order.placed"),
    ] {
        assert_eq!(event_name(ident), expected, "for {ident}");
    }
}

#[test]
fn a_name_without_a_subject_has_no_dot() {
    for (ident, expected) in [
        ("Started", "started"),
        ("LoggedIn", "logged_in"),
        ("PlacedOrder", "placed_order"),
        ("SetPrice", "set_price"),
    ] {
        assert_eq!(event_name(ident), expected, "for {ident}");
    }
}

#[test]
fn a_name_without_a_past_tense_word_splits_before_its_last_word() {
    for (ident, expected) in [
        ("StockLow", "stock.low"),
        ("StockLowV2", "stock.low_v2"),
        ("WarehouseStockLow", "warehouse_stock.low"),
        ("PasswordResetRequest", "password_reset.request"),
        ("Low", "low"),
        ("V2", "v2"),
    ] {
        assert_eq!(event_name(ident), expected, "for {ident}");
    }
}

#[test]
fn a_name_is_empty_only_for_underscores_and_has_at_most_one_dot_inside() {
    let fragments = [
        "", "_", "__", "A", "Ä", "ß", "ǅ", "İ", "z", "2", "V2", "e\u{301}", "注", "🦀", "Event", "Set", "Of",
    ];
    let fragments =
        [&fragments[..], &["Placed", "Place", "In", "To", "Early", "CK", "s", "ing", "ed", "kking"]].concat();
    for first in &fragments {
        for second in &fragments {
            for third in &fragments {
                let ident = [*first, *second, *third].concat();

                let name = event_name(&ident);
                // must not panic either, whatever they say
                let _ = (check_tense(&ident), snake_case(&ident), pascal_case(&ident));

                assert_eq!(name.is_empty(), ident.chars().all(|c| c == '_'), "for {ident:?}");
                assert!(name.matches('.').count() <= 1, "{name} for {ident:?}");
                assert!(!name.starts_with('.') && !name.ends_with('.'), "{name} for {ident:?}");
            }
        }
    }
}

#[test]
fn a_past_fact_is_accepted() {
    assert_past_facts(&[
        "OrderPlaced",
        "order_placed",
        "ORDER_PLACED",
        "Started",
        "PaymentSent",
        "MoneyWithdrawn",
        "UserLoggedIn",
        "OrderPlacedV2",
        "OrderPlaced2",
        "PolicyAgreed",
        "AccountFreed",
        "LoadShed",
        "MemberLeft",
        "CaféOpened",
    ]);
}

#[test]
fn an_ending_in_ed_alone_is_not_past_tense() {
    for ident in ["NewsFeed", "VideoEmbed", "OrderSucceed", "TopSpeed", "LinkedNeed", "StockOneHundred", "Ed"]
    {
        let word = words(ident).pop().expect("has a word");
        assert_eq!(verbs::past(word), None, "for {ident}");
    }
}

#[test]
fn every_irregular_form_is_past_tense_unless_listed_as_another_word() {
    for &(base, past, participle) in verbs::IRREGULAR {
        for form in [past, participle] {
            let listed = verbs::IRREGULAR_BUT_NOT_PAST.contains(&form);
            let ident = format!("Thing{}", verbs::capitalized(form));

            assert_eq!(verbs::past(form).is_none(), listed, "{form} of {base}");
            assert_eq!(verbs::past(&form.to_uppercase()).is_none(), listed, "{form} of {base}");
            assert_eq!(check_tense(&ident).is_err(), listed, "{form} of {base}");
        }
    }
}

#[test]
fn every_word_listed_as_no_past_tense_would_be_one_otherwise() {
    for word in verbs::IRREGULAR_BUT_NOT_PAST {
        assert!(
            verbs::IRREGULAR.iter().any(|(_, past, participle)| past == word || participle == word),
            "{word}"
        );
    }
    for word in verbs::ED_BUT_NOT_PAST {
        assert!(word.ends_with("ed"), "{word}");
        assert_eq!(verbs::past(word), None, "{word}");
    }
}

#[test]
fn every_regular_verb_has_a_recognised_past_tense() {
    for &base in verbs::REGULAR.iter().filter(|base| !verbs::RATHER_NOUN.contains(base)) {
        let verb = verbs::present(base).expect(base);

        assert_eq!(verbs::past(base), None, "{base}");
        assert_eq!(verbs::past(&verb.past()), Some(Past::Marked), "{base}");
    }
}

#[test]
fn a_verb_with_nothing_but_a_complement_is_accepted() {
    assert_past_facts(&[
        "LoggedIn",
        "SignedUp",
        "PaidInFull",
        "TimedOut",
        "PlacedV2",
        "CancelledEarly",
        "PaidLateByCard",
        "ShippedTwiceToCustomer",
    ]);
}

#[test]
fn the_last_past_tense_word_decides() {
    assert_past_facts(&["CancelledOrderRefunded", "DataSetLoaded", "BetPlaced", "SawBladeBroken"]);
}

#[test]
fn a_word_that_looks_like_its_base_form_is_past_unless_another_verb_is_around() {
    assert_past_facts(&[
        "PriceSet",
        "PasswordReset",
        "OrderCutOff",
        "UserSetPassword",
        "UpdateIntervalSet",
        "JobRun",
    ]);
    assert_suggestions(&[
        ("DataSetLoad", "DataSetLoaded"),
        ("PasswordResetRequest", "PasswordResetRequested"),
        ("RequestPasswordReset", "PasswordResetRequested"),
        ("PlaceBid", "BidPlaced"),
        ("CommitOffset", "OffsetCommitted"),
        ("ReadModelUpdate", "ReadModelUpdated"),
    ]);
}

#[test]
fn the_word_event_at_the_end_is_refused() {
    for (ident, expected) in [
        ("OrderPlacedEvent", Some("OrderPlaced")),
        ("OrderPlacedEvents", Some("OrderPlaced")),
        ("OrderPlacedEventV2", Some("OrderPlacedV2")),
        ("order_placed_event", Some("OrderPlaced")),
        ("PlaceOrderEvent", Some("OrderPlaced")),
        ("PlacedOrderEvent", Some("OrderPlaced")),
        ("OrderEvent", None),
        ("Event", None),
        ("EventEvent", None),
    ] {
        let suggestion = expected.map(str::to_owned);
        assert_eq!(check_tense(ident), Err(TenseError::EventSuffix { suggestion }), "for {ident}");
    }
    assert_past_facts(&["EventPublished", "PreventEventIgnored"]);
}

#[test]
fn a_subject_after_its_past_tense_verb_is_refused() {
    for (ident, expected) in [
        ("PlacedOrder", "OrderPlaced"),
        ("CancelledSubscription", "SubscriptionCancelled"),
        ("CancelledOnlineOrder", "OnlineOrderCancelled"),
        ("PlacedOrderV2", "OrderPlacedV2"),
        ("AddedItemToCart", "ItemAddedToCart"),
        ("SetPrice", "PriceSet"),
        ("ResetPassword", "PasswordReset"),
        ("PutItem", "ItemPut"),
        ("ReadFile", "FileRead"),
        ("SetCheckInTime", "CheckInTimeSet"),
    ] {
        let suggestion = Some(expected.to_owned());
        assert_eq!(check_tense(ident), Err(TenseError::VerbFirst { suggestion }), "for {ident}");
    }
}

#[test]
fn a_name_without_a_past_tense_word_is_refused() {
    for (ident, expected) in [
        ("PlaceOrder", Some("OrderPlaced")),
        ("CreditCardAdd", Some("CreditCardAdded")),
        ("CaféOpen", Some("CaféOpened")),
        ("place_order", Some("OrderPlaced")),
        ("StockLow", None),
        ("_", None),
        ("__", None),
        ("", None),
    ] {
        let suggestion = expected.map(str::to_owned);
        assert_eq!(check_tense(ident), Err(TenseError::NotPast { suggestion }), "for {ident}");
    }
}

#[test]
fn a_verb_in_front_moves_behind_its_object() {
    assert_suggestions(&[
        ("PlaceOrder", "OrderPlaced"),
        ("PlacesOrder", "OrderPlaced"),
        ("PlacingOrder", "OrderPlaced"),
        ("SendEmail", "EmailSent"),
        ("SendSMS", "SMSSent"),
        ("UpdateCustomerAddress", "CustomerAddressUpdated"),
        ("ShipOrder", "OrderShipped"),
        ("RequestRefund", "RefundRequested"),
        ("ConfirmDelivery", "DeliveryConfirmed"),
        ("ChangeDateOfBirth", "DateOfBirthChanged"),
        ("PlaceOrderV2", "OrderPlacedV2"),
    ]);
}

#[test]
fn a_particle_moves_with_its_verb() {
    assert_suggestions(&[
        ("LogInUser", "UserLoggedIn"),
        ("SignUpUser", "UserSignedUp"),
        ("CheckOutCart", "CartCheckedOut"),
        ("LogIn", "LoggedIn"),
        ("CancelSignUp", "SignUpCancelled"),
    ]);
}

#[test]
fn what_follows_a_preposition_stays_behind_the_verb() {
    assert_suggestions(&[
        ("AddItemToCart", "ItemAddedToCart"),
        ("LogInUserFromWeb", "UserLoggedInFromWeb"),
        ("SignUpForNewsletter", "SignedUpForNewsletter"),
        ("UserSignUpFromWeb", "UserSignedUpFromWeb"),
        ("PayInvoiceInFull", "InvoicePaidInFull"),
    ]);
}

#[test]
fn a_verb_at_the_end_becomes_past_where_it_is() {
    assert_suggestions(&[
        ("OrderPlace", "OrderPlaced"),
        ("OrderShips", "OrderShipped"),
        ("OrderShipping", "OrderShipped"),
        ("UserLogIn", "UserLoggedIn"),
        ("PaymentFails", "PaymentFailed"),
        ("ShippingAddressUpdate", "ShippingAddressUpdated"),
        ("HTTPRequestFail", "HTTPRequestFailed"),
        ("Cancel", "Cancelled"),
    ]);
}

#[test]
fn a_noun_of_an_action_becomes_its_verb() {
    assert_suggestions(&[
        ("OrderPlacement", "OrderPlaced"),
        ("UserRegistration", "UserRegistered"),
        ("OrderCancellation", "OrderCancelled"),
        ("OrderCancelation", "OrderCancelled"),
        ("PaymentFailure", "PaymentFailed"),
        ("RequestFailure", "RequestFailed"),
        ("UserDeletion", "UserDeleted"),
        ("ReportCreation", "ReportCreated"),
        ("OrderPayment", "OrderPaid"),
        ("UserLogin", "UserLoggedIn"),
        ("SessionTimeout", "SessionTimedOut"),
    ]);
}

#[test]
fn every_noun_of_an_action_is_made_of_a_known_verb() {
    for &(noun, base) in &[verbs::ACTIONS, verbs::THINGS].concat() {
        let ident = format!("Customer{}", verbs::capitalized(noun));
        let verb = base.split(' ').next().expect("splitting gives a part");

        assert!(verbs::present(verb).is_some(), "{base}");
        assert_eq!(suggestion(&ident).map(|suggestion| check_tense(&suggestion)), Some(Ok(())), "{ident}");
    }
}

#[test]
fn a_noun_that_could_be_a_verb_gives_no_suggestion() {
    for ident in [
        "OrderStatus",
        "Order",
        "CustomerOrder",
        "OrderEvent",
        "ShippingAddress",
        "PriceList2",
        "UserPlaceOrder",
    ] {
        assert_eq!(suggestion(ident), None, "for {ident}");
    }
}

#[test]
fn a_past_tense_is_spelled_by_the_rules() {
    assert_suggestions(&[
        ("OrderShip", "OrderShipped"),
        ("OrderCancel", "OrderCancelled"),
        ("UserTravel", "UserTravelled"),
        ("UserNotify", "UserNotified"),
        ("ServiceDeploy", "ServiceDeployed"),
        ("EntryLog", "EntryLogged"),
        ("TransactionCommit", "TransactionCommitted"),
        ("FormSubmit", "FormSubmitted"),
        ("PatientRefer", "PatientReferred"),
        ("ParcelDeliver", "ParcelDelivered"),
        ("RoomEnter", "RoomEntered"),
        ("DoorOpen", "DoorOpened"),
        ("SiteVisit", "SiteVisited"),
        ("PostEdit", "PostEdited"),
        ("AccountLimit", "AccountLimited"),
        ("GameTie", "GameTied"),
        ("TermsAgree", "TermsAgreed"),
        ("CalendarSync", "CalendarSynced"),
        ("ThreadPanic", "ThreadPanicked"),
        ("BugFix", "BugFixed"),
        ("MeterView", "MeterViewed"),
        ("CouponVoid", "CouponVoided"),
        ("ThreadPanicking", "ThreadPanicked"),
        ("GameTying", "GameTied"),
        ("FeeWaives", "FeeWaived"),
        ("ClaimDenies", "ClaimDenied"),
        ("JobFinishes", "JobFinished"),
    ]);
}

#[test]
fn a_suggestion_is_itself_accepted() {
    let bases = verbs::IRREGULAR.iter().map(|&(base, ..)| base).chain(verbs::REGULAR.iter().copied());
    let objects = [
        "Order",
        "UserAccount",
        "Bid",
        "DataSet",
        "Delivery",
        "Refund",
        "ItemToCart",
        "InUser",
        "Update",
        "2",
    ];
    for base in bases {
        let verb = verbs::capitalized(base);
        for object in objects {
            for ident in [
                format!("{verb}{object}"),
                format!("{object}{verb}"),
                format!("{verb}s{object}"),
                format!("{object}{verb}ing"),
                format!("{verb}{object}Event"),
                format!("{verb}ed{object}"),
            ] {
                if let Err(error) = check_tense(&ident)
                    && let Some(suggestion) = carried(error)
                {
                    assert_eq!(check_tense(&suggestion), Ok(()), "{suggestion} for {ident}");
                }
            }
        }
    }
}

#[test]
fn a_suggestion_is_an_identifier() {
    assert_eq!(suggestion("Place_2").as_deref(), Some("Placed2"));
    assert_eq!(suggestion("Place_2Order"), None);
    assert_eq!(suggestion("_2"), None);
}

#[test]
fn tables_are_sorted_for_their_lookups_and_have_no_duplicates() {
    for table in [
        verbs::REGULAR,
        verbs::NOUN_OR_VERB,
        verbs::RATHER_NOUN,
        verbs::GERUND_NOUNS,
        verbs::DOUBLING,
        verbs::ED_BUT_NOT_PAST,
        verbs::IRREGULAR_BUT_NOT_PAST,
        verbs::PARTICLES,
        verbs::ADVERBS,
        verbs::PREPOSITIONS,
    ] {
        assert!(table.is_sorted_by(|a, b| a < b), "{table:?}");
    }
    for table in [verbs::ACTIONS, verbs::THINGS] {
        assert!(table.is_sorted_by(|(a, _), (b, _)| a < b), "{table:?}");
    }
    // variants of a verb stand together, the preferred one first
    assert!(verbs::IRREGULAR.is_sorted_by_key(|(base, ..)| base));
    for (at, row) in verbs::IRREGULAR.iter().enumerate() {
        assert!(!verbs::IRREGULAR[at + 1..].contains(row), "{row:?}");
    }
}

#[test]
fn tables_about_verbs_list_known_verbs() {
    let is_irregular = |word: &str| verbs::IRREGULAR.iter().any(|&(base, ..)| base == word);
    for word in [verbs::NOUN_OR_VERB, verbs::RATHER_NOUN].concat() {
        assert_ne!(
            is_irregular(word),
            verbs::REGULAR.contains(&word),
            "{word} is not in one of the two tables"
        );
    }
    for word in verbs::DOUBLING {
        assert!(verbs::REGULAR.contains(word), "{word}");
    }
    for word in verbs::GERUND_NOUNS {
        assert!(verbs::present(word).is_some(), "{word}");
    }
}
