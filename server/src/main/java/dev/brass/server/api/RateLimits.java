package dev.brass.server.api;

import dev.brass.server.quota.WorkQuota;

/// The remaining limit of a caller in an answer: the headers `RateLimit-Policy` and `RateLimit` of
/// the IETF draft (draft-ietf-httpapi-ratelimit-headers-10), for requests in work.
final class RateLimits {

  private RateLimits() {}

  static Reply tell(Reply reply, WorkQuota.Work work) {
    Integer limit = work.limit();
    return limit == null || limit == Integer.MAX_VALUE
        ? reply
        : reply
            .with("RateLimit-Policy", "\"requests\";q=" + limit + ";qu=\"concurrent-requests\"")
            .with("RateLimit", "\"requests\";r=" + work.left());
  }
}
