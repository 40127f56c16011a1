package dev.brass.server.api.v2;

import dev.brass.server.account.AccountContent;
import dev.brass.server.form.Fields;
import dev.brass.spi.Secret;
import dev.brass.spi.Totp;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The body of `POST` and `PUT /managed-accounts` (Zinc SDK, RetailerCredentialsCreate and
/// RetailerCredentialsUpdate), with `cooldown_minutes` and `is_paused`, which are read-only in the
/// SDK.
///
/// @param given the fields that the body contains, including nulls
/// @param paused the pause in the body; null when it has none
record AccountForm(
    Set<String> given,
    @Nullable String email,
    @Nullable Secret<String> password,
    @Nullable String retailer,
    @Nullable Secret<String> totpSecret,
    @Nullable Secret<String> retailerConfig,
    @Nullable Integer cooldownMinutes,
    @Nullable Boolean paused) {

  private static final int LONGEST_EMAIL = 254;
  private static final int LONGEST_SECRET = 1_000;
  private static final int LONGEST_RETAILER = 100;
  private static final int LARGEST_CONFIG = 16 * 1024;
  private static final int LONGEST_COOLDOWN = 30 * 24 * 60;

  /// Reads the body.
  ///
  /// @param whole whether it must contain an e-mail address
  /// @throws InvalidInput with all faults
  static AccountForm read(JsonNode body, boolean whole) {
    Fields f = Fields.of(body);
    String email =
        whole ? f.text("email", 1, LONGEST_EMAIL) : f.textOrNull("email", 1, LONGEST_EMAIL);
    String password = f.textOrNull("password", 1, LONGEST_SECRET);
    String retailer = f.textOrNull("retailer", 1, LONGEST_RETAILER);
    Secret<String> totp = totp(f);
    Secret<String> config = config(f);
    Long cooldown = f.numberOrNull("cooldown_minutes", 0, LONGEST_COOLDOWN);
    Boolean paused = f.raw("is_paused") == null ? null : f.flag("is_paused");
    f.check();
    return new AccountForm(
        new HashSet<>(body.propertyNames()),
        email == null ? null : email.strip(),
        password == null ? null : Secret.of(password),
        retailer == null ? null : retailer.strip().toLowerCase(Locale.ROOT),
        totp,
        config,
        cooldown == null || cooldown == 0 ? null : cooldown.intValue(),
        paused);
  }

  private static @Nullable Secret<String> totp(Fields f) {
    String text = f.textOrNull("totp_secret", 1, LONGEST_SECRET);
    if (text == null || text.isBlank()) {
      return null;
    }
    Secret<String> seed = Secret.of(text);
    Totp.problem(seed)
        .ifPresent(
            problem ->
                f.fault("totp_secret", "Value error, totp_secret " + problem, "value_error"));
    return seed;
  }

  private static @Nullable Secret<String> config(Fields f) {
    JsonNode config = f.raw("retailer_config");
    if (config == null) {
      return null;
    }
    if (!config.isObject()) {
      f.fault("retailer_config", "Input should be a valid dictionary", "dict_type");
      return null;
    }
    String text = config.toString();
    if (text.length() > LARGEST_CONFIG) {
      f.fault(
          "retailer_config",
          "Value error, retailer_config has at most 16 KiB of JSON",
          "value_error");
    }
    return Secret.of(text);
  }

  /// The content of a new account.
  AccountContent content() {
    return new AccountContent(
        String.valueOf(email),
        retailer,
        password,
        totpSecret,
        retailerConfig,
        Boolean.TRUE.equals(paused),
        cooldownMinutes);
  }

  /// An account after this change: absent fields stay unchanged, null fields are removed. The
  /// e-mail address is compulsory, so null does not change it.
  AccountContent after(AccountContent before) {
    return new AccountContent(
        email == null ? before.email() : email,
        given.contains("retailer") ? retailer : before.store(),
        given.contains("password") ? password : before.password(),
        given.contains("totp_secret") ? totpSecret : before.totpSeed(),
        given.contains("retailer_config") ? retailerConfig : before.config(),
        before.isPaused(),
        given.contains("cooldown_minutes") ? cooldownMinutes : before.cooldownMinutes());
  }
}
