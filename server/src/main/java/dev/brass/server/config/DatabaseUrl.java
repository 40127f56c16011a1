package dev.brass.server.config;

import dev.brass.server.text.LinearPattern;

/// The JDBC address of a PostgreSQL database. It may hold a password, so that only [#reveal]
/// returns all of it. Immutable.
public final class DatabaseUrl {

  private static final String SCHEME = "jdbc:postgresql:";
  private static final LinearPattern PASSWORD =
      LinearPattern.ofAnyCase("([?&](?:ssl)?password=)[^&]*");
  private static final LinearPattern USER = LinearPattern.of("(//)[^/?@]*@");

  private final String url;

  private DatabaseUrl(String url) {
    this.url = url;
  }

  /// Reads an address; whether a database exists there shows only when it is opened.
  ///
  /// @throws IllegalArgumentException when it is not an address of PostgreSQL
  public static DatabaseUrl parse(String text) {
    if (!text.startsWith(SCHEME) || text.length() == SCHEME.length()) {
      throw new IllegalArgumentException("no address of PostgreSQL");
    }
    return new DatabaseUrl(text);
  }

  /// The whole address, for the driver.
  public String reveal() {
    return url;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DatabaseUrl address && address.url.equals(url);
  }

  @Override
  public int hashCode() {
    return url.hashCode();
  }

  /// The address with passwords as `***`.
  @Override
  public String toString() {
    return USER.replaceAll(PASSWORD.replaceAll(url, "$1***"), "$1***@");
  }
}
