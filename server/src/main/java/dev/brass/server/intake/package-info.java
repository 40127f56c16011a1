/// Taking orders: what is checked of an order before it is submitted, the same whichever way it
/// came: `POST /orders`, a row of a bulk upload, a payment by card, or one of an agent.
///
/// *May import:* orders, stores, accounts and forms. Knows no API and no payment.
@NullMarked
package dev.brass.server.intake;

import org.jspecify.annotations.NullMarked;
