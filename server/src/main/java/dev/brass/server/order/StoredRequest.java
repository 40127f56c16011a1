package dev.brass.server.order;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What of an order is stored as it was submitted, as it is stored.
///
/// @param request what it asks for and its echo, sealed
/// @param words hashes of what it is found by
/// @param metadata JSON
/// @param card sealed; null when there is none
/// @param rest what else is secret, sealed; null when nothing is
/// @param root what the ids of its attempts are derived from ([AttemptIds]); null for its own id
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record StoredRequest(
    byte[] request,
    List<Long> words,
    String metadata,
    byte @Nullable [] card,
    byte @Nullable [] rest,
    @Nullable UUID root) {}
