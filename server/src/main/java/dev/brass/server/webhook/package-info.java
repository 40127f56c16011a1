/// Webhooks: events of orders, sent to the receivers that their tenant named. It may use the
/// database, jobs and tenants, and knows nothing of how orders are stored. Start reading at
/// [Webhooks], then [Deliverer].
///
/// *The way of a message.* It is inserted in the transaction that changes the order, together with
/// its job, and is never updated afterwards. Each try of the job adds one row, the delivery, in the
/// transaction that ends the job and starts the next try's, so that a message, its tries and its
/// next try never disagree. A process that dies between the receiver's answer and that transaction
/// leaves a job whose lease runs out: the message is delivered again, with the same id.
///
/// *A paused endpoint.* The first failure after a success is noted at the endpoint, and after days
/// of nothing but failures it is paused. A message that comes due then moves from its job to a list
/// of waiting messages; resuming moves it back. Both moves are one transaction each, so it is
/// always in one of the two.
@NullMarked
package dev.brass.server.webhook;

import org.jspecify.annotations.NullMarked;
