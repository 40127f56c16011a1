package dev.brass.testkit;

import dev.brass.spi.Credential;
import dev.brass.spi.Secret;
import dev.brass.spi.Store;
import dev.brass.spi.StoreSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A configured shop for tests: a clock that tests move, a recorder for a network and random
/// numbers that are the same in every run. Unlike the server's it may be used for many calls.
/// Thread-safe.
///
/// It has a credential with canary secrets unless told otherwise, so that every test can look for
/// leaks.
public final class TestStore implements Store, AutoCloseable {
  private final String code;
  private final Map<String, String> settings;
  private final @Nullable Credential credential;
  private final TestClock clock;
  private final RandomGenerator random;
  private final RecordingHttp http;

  private TestStore(Builder builder) {
    this.code = builder.code;
    this.settings = Map.copyOf(builder.settings);
    this.credential = builder.credential;
    this.clock = builder.clock;
    this.random = new Random(builder.seed);
    this.http = new RecordingHttp(clock, builder.timeout, Canaries.of(secrets()));
  }

  public static Builder named(String code) {
    return new Builder(code);
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public StoreSettings settings() {
    return new StoreSettings(settings);
  }

  @Override
  public @Nullable Credential credential() {
    return credential;
  }

  @Override
  public RecordingHttp http() {
    return http;
  }

  @Override
  public TestClock clock() {
    return clock;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public void close() {
    http.close();
  }

  /// The texts that must not come out anywhere: what the credential hides, and the settings that
  /// are secret by their name.
  List<String> secrets() {
    List<String> secrets = new ArrayList<>(Canaries.in(credential));
    settings.forEach(
        (name, value) -> {
          if (name.endsWith("-secret") || name.endsWith("-password") || name.endsWith("-token")) {
            secrets.add(value);
          }
        });
    return secrets;
  }

  /// The settings with their values, to make wrong ones of them.
  Map<String, String> settingValues() {
    return settings;
  }

  /// Shows no setting's value.
  @Override
  public String toString() {
    return "TestStore[" + code + "]";
  }

  /// What a store is made of.
  public static final class Builder {
    private final String code;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private @Nullable Credential credential =
        new Credential(
            "buyer@example.com",
            Secret.of("canary-password-3f9a1c"),
            Secret.of("CANARYTOTPSEED7Q2X"),
            null);
    private TestClock clock = TestClock.atStart();
    private long seed = 20261121;
    private Duration timeout = Duration.ofSeconds(10);

    private Builder(String code) {
      this.code = code;
    }

    public Builder setting(String name, String value) {
      settings.put(name, value);
      return this;
    }

    public Builder credential(@Nullable Credential newCredential) {
      credential = newCredential;
      return this;
    }

    public Builder clock(TestClock newClock) {
      clock = newClock;
      return this;
    }

    public Builder seed(long newSeed) {
      seed = newSeed;
      return this;
    }

    /// How long, in real time, a call may wait for its reply; ten seconds unless told.
    public Builder timeout(Duration newTimeout) {
      timeout = newTimeout;
      return this;
    }

    public TestStore build() {
      return new TestStore(this);
    }
  }
}
