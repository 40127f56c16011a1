package dev.brass.connector.vendure;

import dev.brass.spi.Secret;
import dev.brass.spi.StoreSettings;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/// The settings of a Vendure shop; the README of this module lists them with what they do.
/// Immutable.
///
/// @param url where the shop's server is, without `/shop-api` and without a slash at the end
/// @param storefront where its product pages are; no slash at the end
/// @param paymentMethod the code of the payment method that pays every order
/// @param paymentMetadata what that method's handler wants to be told, beside our reference
/// @param customerEmail the guest's address when the order has no credential
/// @param referenceInEmail whether the attempt's id goes into the address: `jane+ID@example.com`
/// @param referenceField the custom field of the shop's orders that holds our reference; null when
///     it has none
/// @param channelToken which of the shop's channels to buy in; null for the default one
/// @param admin the log-in for looking orders up; null when we only are a guest
/// @param moneyPrecision how many decimals the shop's amounts have (`MoneyStrategy.precision`)
record VendureConfig(
    URI url,
    URI storefront,
    String paymentMethod,
    Map<String, Object> paymentMetadata,
    String customerEmail,
    boolean referenceInEmail,
    @Nullable String referenceField,
    @Nullable Secret<String> channelToken,
    @Nullable AdminLogin admin,
    DeliveryDays deliveryDays,
    int moneyPrecision) {

  /// An administrator of the shop; the permission to read orders is enough.
  record AdminLogin(String username, Secret<String> password) {}

  private static final Set<String> NAMES =
      Set.of(
          "url",
          "storefront-url",
          "payment-method",
          "payment-metadata",
          "customer-email",
          "reference-in-email",
          "reference-field",
          "channel-token",
          "admin-username",
          "admin-password",
          "delivery-days",
          "money-precision");

  private static final Pattern EMAIL = Pattern.compile("^[^@\\s]+@[^@\\s]+");
  private static final Pattern GRAPHQL_NAME = Pattern.compile("[A-Za-z][_0-9A-Za-z]{0,62}");
  private static final String USUAL_DELIVERY = "2-6";
  private static final int MOST_DECIMALS = 6;

  VendureConfig {
    paymentMetadata = Collections.unmodifiableMap(new LinkedHashMap<>(paymentMetadata));
  }

  /// The settings as this record.
  ///
  /// @throws IllegalArgumentException naming the setting that is wrong and what it should be
  static VendureConfig of(StoreSettings settings) {
    for (String name : new TreeSet<>(settings.names())) {
      if (!NAMES.contains(name)) {
        throw wrong(name, "is unknown; the settings of a Vendure shop are " + new TreeSet<>(NAMES));
      }
    }
    URI url = address("url", settings.required("url"));
    return new VendureConfig(
        url,
        settings.text("storefront-url").map(text -> address("storefront-url", text)).orElse(url),
        filled("payment-method", settings.required("payment-method")),
        settings.text("payment-metadata").map(VendureConfig::metadata).orElse(Map.of()),
        matching("customer-email", EMAIL, "an e-mail address", settings.required("customer-email")),
        settings.text("reference-in-email").map(VendureConfig::flag).orElse(false),
        settings
            .text("reference-field")
            .map(text -> matching("reference-field", GRAPHQL_NAME, "a field's name", text))
            .orElse(null),
        settings
            .text("channel-token")
            .map(text -> Secret.of(filled("channel-token", text)))
            .orElse(null),
        admin(settings),
        parsed(
            "delivery-days",
            settings.text("delivery-days").orElse(USUAL_DELIVERY),
            DeliveryDays::parse),
        settings.text("money-precision").map(VendureConfig::precision).orElse(2));
  }

  private static @Nullable AdminLogin admin(StoreSettings settings) {
    Optional<String> username = settings.text("admin-username");
    Optional<Secret<String>> password = settings.secret("admin-password");
    if (username.isPresent() != password.isPresent()) {
      throw wrong(
          username.isPresent() ? "admin-password" : "admin-username",
          "is missing; an administrator's log-in needs both its name and its password");
    }
    return username.isEmpty()
        ? null
        : new AdminLogin(filled("admin-username", username.get()), password.orElseThrow());
  }

  private static URI address(String name, String text) {
    String bare = text.replaceAll("(?<!/)/++$", "");
    URI uri = tried(bare, URI::create, URI.create(""));
    boolean web =
        "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
    boolean plain =
        uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
    if (!web || uri.getHost() == null || !plain) {
      throw wrong(name, "must be an address such as https://shop.example.com");
    }
    if (bare.endsWith("-api")) {
      throw wrong(name, "must be the address without /shop-api or /admin-api");
    }
    return uri;
  }

  private static Map<String, Object> metadata(String text) {
    Map<String, Object> metadata = null;
    try {
      metadata = VendureJson.MAPPER.readValue(text, new TypeReference<Map<String, Object>>() {});
    } catch (JacksonException notJson) {
      // Told below, without the text.
    }
    if (metadata == null) {
      throw wrong("payment-metadata", "must be a JSON object");
    }
    return metadata;
  }

  private static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong("reference-in-email", "must be true or false");
    };
  }

  private static int precision(String text) {
    int decimals = tried(text, Integer::parseInt, -1);
    if (decimals < 0 || decimals > MOST_DECIMALS) {
      throw wrong("money-precision", "must be a number from 0 to " + MOST_DECIMALS);
    }
    return decimals;
  }

  private static String filled(String name, String text) {
    if (text.isBlank()) {
      throw wrong(name, "must not be blank");
    }
    return text;
  }

  private static String matching(String name, Pattern pattern, String what, String text) {
    if (!pattern.matcher(text).matches()) {
      throw wrong(name, "must be " + what);
    }
    return text;
  }

  /// What a text stands for.
  ///
  /// @param otherwise where it stands for nothing
  private static <T> T tried(String text, Function<String, T> parse, T otherwise) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException notOne) {
      return otherwise;
    }
  }

  /// @param parse whose exceptions say in words what is wrong
  private static <T> T parsed(String name, String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the store's setting '" + name + "' is wrong: " + e.getMessage(), e);
    }
  }

  private static IllegalArgumentException wrong(String name, String what) {
    return new IllegalArgumentException("the store's setting '" + name + "' " + what);
  }
}
