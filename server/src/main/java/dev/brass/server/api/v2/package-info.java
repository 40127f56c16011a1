/// The current Zinc API: paths without a version, Bearer keys, one order schema, signed webhooks
/// (Zinc API docs). It calls features and knows no other API. Start reading at [V2Api].
@NullMarked
package dev.brass.server.api.v2;

import org.jspecify.annotations.NullMarked;
