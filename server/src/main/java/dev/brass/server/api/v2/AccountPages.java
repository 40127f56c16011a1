package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.HtmlPages;
import dev.brass.server.api.Reply;
import dev.brass.server.onboarding.AddressRateLimit;
import dev.brass.server.onboarding.BusyException;
import dev.brass.server.onboarding.SignIn;
import dev.brass.server.tenant.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// The common part of the pages on which a person decides for an account: signing in, with a rate
/// limit against guessing, and errors.
final class AccountPages {

  private static final int TRIES_PER_MINUTE = 10;

  final HtmlPages pages;
  private final SignIn signIn;
  private final AddressRateLimit tries;
  private final InstantSource clock;

  AccountPages(HtmlPages pages, SignIn signIn, InstantSource clock) {
    this.pages = pages;
    this.signIn = signIn;
    this.tries = new AddressRateLimit(TRIES_PER_MINUTE, Duration.ofMinutes(1), clock);
    this.clock = clock;
  }

  /// The person's account; empty when the key cannot be used to decide.
  ///
  /// @throws V2Problem 429 after too many attempts
  Optional<TenantId> account(ApiRequest request, String key, String account) {
    Duration wait = tries.take(request.address());
    if (!wait.isZero()) {
      throw V2Problem.tooMany("Too many attempts; wait a minute.", wait, clock.instant());
    }
    return signIn.account(key, account);
  }

  /// The page for an error, with the headers of the answer for programs.
  Reply failed(Reply asProgram, RuntimeException problem) {
    Reply page =
        switch (asProgram.status()) {
          case 429 -> pages.message(429, "Too many attempts", "Wait a minute, then try again.");
          case 503 ->
              pages.message(503, "One moment", "The sandbox is busy with an order; try again.");
          case 500 -> pages.message(500, "Something went wrong here", "Try again in a moment.");
          default ->
              pages.message(
                  asProgram.status(), "This did not work", String.valueOf(problem.getMessage()));
        };
    String again = asProgram.headers().get("Retry-After");
    return again == null ? page : page.with("Retry-After", again);
  }

  /// The exception as an error of this API.
  static RuntimeException told(RuntimeException problem) {
    return problem instanceof BusyException
        ? new V2Problem(
            503,
            "service_unavailable",
            "The sandbox is busy with an order; try again in a moment.",
            null)
        : problem;
  }
}
