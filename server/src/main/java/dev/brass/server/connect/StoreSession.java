package dev.brass.server.connect;

import dev.brass.spi.Credential;
import dev.brass.spi.Store;
import dev.brass.spi.StoreHttp;
import dev.brass.spi.StoreSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What a connector gets of a store for the length of one attempt, one look or one poll.
public final class StoreSession implements Store {

  private final ConfiguredStore configured;
  private final @Nullable Credential credential;
  private final RecordingHttp http;
  private final InstantSource clock;
  private final RandomGenerator random;

  StoreSession(
      ConfiguredStore configured,
      @Nullable Credential credential,
      RecordingHttp http,
      InstantSource clock,
      RandomGenerator random) {
    this.configured = configured;
    this.credential = credential;
    this.http = http;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public String code() {
    return configured.code();
  }

  @Override
  public StoreSettings settings() {
    return configured.settings();
  }

  @Override
  public @Nullable Credential credential() {
    return credential;
  }

  @Override
  public StoreHttp http() {
    return http;
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  /// What was said so far, redacted.
  public List<Exchange> exchanges() {
    return http.exchanges();
  }
}
