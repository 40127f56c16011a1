package dev.brass.server.api.sandbox;

import static dev.brass.server.api.Retry.NEVER;

import dev.brass.server.api.Api;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Endpoint;
import dev.brass.server.api.KeyHeader;
import dev.brass.server.api.Reply;
import dev.brass.server.api.RequestProblem;
import dev.brass.server.api.Routes;
import dev.brass.server.api.ops.OperatorCheck;
import dev.brass.server.config.Durations;
import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.onboarding.AddressRateLimit;
import dev.brass.server.quota.TooMuch;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.Scope;
import dev.brass.server.tenant.Tenants;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `GET` and `POST /sandbox/clock`: a tenant's sandbox time, moved forward with `{"advance":
/// "PT6H"}`. Any key or token of the tenant is accepted: a Bearer key of the current API or a
/// client token by Basic; a read-only one may only read.
public final class SandboxApi implements Api {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String CLOCK = "/sandbox/clock";
  private static final int MOVES = 300;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Tenants tenants;
  private final SandboxClocks clocks;
  private final AddressRateLimit pace;

  /// The clock of sandboxes.
  ///
  /// @param system the system clock
  public SandboxApi(Tenants tenants, SandboxClocks clocks, InstantSource system) {
    this.pace = new AddressRateLimit(MOVES, MINUTE, system);
    this.tenants = tenants;
    this.clocks = clocks;
  }

  /// The clock on the wire.
  record Clock(Instant now) {}

  @Override
  public void routes(Routes routes) {
    routes.get(CLOCK).open(known(caller -> shown(clocks.now(caller.tenant()))));
    routes.post(CLOCK).retry(NEVER).open(this::advance);
  }

  private Reply advance(ApiRequest request) {
    return known(
            caller ->
                caller.scope() == Scope.READ
                    ? OperatorCheck.error(403, "This key is read-only and cannot move the clock.")
                    : advance(request, caller))
        .handle(request);
  }

  /// Each move touches all jobs that wait for the clock, and makes some of them due. Moves run one
  /// at a time and at a limited rate, so that a client that moves the clock all the time slows down
  /// only itself.
  private Reply advance(ApiRequest request, Caller caller) {
    Duration by = duration(clocks.now(caller.tenant()), request.text());
    Duration wait = pace.take(caller.tenant().toString());
    if (!wait.isZero()) {
      throw RequestProblem.of(
          TooMuch.now("the clock was moved too often; try again later", wait));
    }
    return shown(request.inTurn(() -> clocks.advance(caller.tenant(), by)));
  }

  private static Reply shown(Instant now) {
    return Reply.json(200, JSON.writeValueAsString(new Clock(now)));
  }

  private Endpoint known(Function<Caller, Reply> operation) {
    return request ->
        caller(request)
            .map(operation)
            .orElseGet(
                () ->
                    OperatorCheck.error(
                        401, "Send a key or token of your tenant, as Bearer or as Basic user."));
  }

  private static Duration duration(Instant now, String body) {
    try {
      JsonNode advance = JSON.readTree(body).path("advance");
      if (advance.isString()) {
        return Durations.from(now, advance.asString());
      }
    } catch (JacksonException | IllegalArgumentException e) {
      // reported below
    }
    throw new IllegalArgumentException(
        "Send {\"advance\": \"PT6H\"}: an ISO 8601 duration forward, such as PT6H, P3D, P1W or"
            + " P1M.");
  }

  private Optional<Caller> caller(ApiRequest request) {
    if (request.knownCaller() != null) {
      return Optional.of(request.by(request.knownCaller()));
    }
    String key = KeyHeader.of(request.header("authorization")).key();
    return tenants.authenticate(key, KeyKind.LIVE, KeyKind.TEST, KeyKind.CLIENT)
            instanceof Caller caller
        ? Optional.of(request.by(caller))
        : Optional.empty();
  }

  @Override
  public boolean owns(String path) {
    return path.equals(CLOCK);
  }

  @Override
  public Reply failed(ApiRequest request, RuntimeException problem) {
    return OperatorCheck.failed(problem);
  }

  @Override
  public Reply notFound(ApiRequest request) {
    return OperatorCheck.error(404, "There is no " + request.path() + " here.");
  }

  @Override
  public Reply methodNotAllowed(ApiRequest request, Set<String> allowed) {
    return OperatorCheck.error(405, request.path() + " takes " + String.join(", ", allowed) + ".")
        .with("Allow", String.join(", ", allowed));
  }
}
