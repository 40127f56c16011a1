package dev.brass.server.config;

import dev.brass.server.config.Setting.Place;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The limits of requests to one store, and how long orders wait for it: the keys of a store in the
/// list that belong to the server and mean the same for every platform. Immutable.
public record StoreLimits(
    @Setting(
            in = Place.YAML,
            min = "0.1",
            max = "10000",
            doc =
                "The most requests a second that all nodes together send to the store. Placing"
                    + " orders has priority. Without it there is no limit.")
        @Nullable BigDecimal requestsPerSecond,
    @Setting(
            in = Place.YAML,
            min = "1",
            max = "10000",
            doc =
                "The most orders that all nodes together place at the store at a time. Unless"
                    + " given, 4 for a store over the network; there is no limit for one in the"
                    + " server's own process.")
        @Nullable Integer maxConcurrency,
    @Setting(
            in = Place.YAML,
            value = "6h",
            min = "1m",
            max = "30d",
            doc =
                "How long an order waits, without using an attempt, while the store cannot be"
                    + " reached; then it fails.")
        Duration holdFor) {}
