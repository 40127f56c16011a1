package dev.brass.server.order;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The stored form of an order's submitted request.
///
/// @param request the specification and the echo, sealed
/// @param words hashes of its search words
/// @param metadata JSON
/// @param card sealed; null when there is none
/// @param rest the other secrets, sealed; null when there are none
/// @param root the root of its attempts' ids ([AttemptIds]); null for its own id
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record StoredRequest(
    byte[] request,
    List<Long> words,
    String metadata,
    byte @Nullable [] card,
    byte @Nullable [] rest,
    @Nullable UUID root) {}
