/// Intake of orders: the checks before an order is submitted, the same for every channel: `POST
/// /orders`, a row of a bulk upload, a payment by card, or one of an agent.
///
/// *May import:* orders, stores, accounts and forms. Knows no API and no payment.
@NullMarked
package dev.brass.server.intake;

import org.jspecify.annotations.NullMarked;
