/// Tests of webhooks against real receivers and a real database. Start reading at [WebhooksTest].
@NullMarked
package dev.brass.server.egress;

import org.jspecify.annotations.NullMarked;
