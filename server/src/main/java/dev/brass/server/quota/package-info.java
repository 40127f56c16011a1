/// The share of this process that each of its users may have at a time: requests in work, memory,
/// the turn to compute for long, connections of an address. It may use nothing of Brass; the HTTP
/// front, the APIs and the features may use it. Start reading at [WorkQuota], then [Shares].
@NullMarked
package dev.brass.server.quota;

import org.jspecify.annotations.NullMarked;
