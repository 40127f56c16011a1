package dev.brass.testkit;

import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One call of a connector and how it ended: with a reply, or with the exception that the connector
/// was given instead of one.
///
/// @param at when the call was made, by the store's clock
/// @param reply what the connector was given; null when it got none
/// @param failure why there was no reply; null when there was one
public record Exchange(
    Instant at,
    StoreHttp.Call call,
    StoreHttp.@Nullable Reply reply,
    @Nullable StoreException failure) {}
