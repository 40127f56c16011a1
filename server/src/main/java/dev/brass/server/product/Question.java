package dev.brass.server.product;

import dev.brass.spi.Answer;
import dev.brass.spi.Connector;
import dev.brass.spi.ListsOffers;
import dev.brass.spi.Offer;
import dev.brass.spi.Product;
import dev.brass.spi.ReadsProducts;
import dev.brass.spi.SearchPage;
import dev.brass.spi.SearchesProducts;
import dev.brass.spi.Store;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A question to a store about its goods. Equal questions have equal answers at the same time.
///
/// @param <T> what answers it
public sealed interface Question<T> {

  /// The longest product id or query, in characters: longer than any real one, and short enough for
  /// an index.
  int LONGEST = 255;

  /// The furthest page of a search.
  int LAST_PAGE = 1_000;

  /// The details of a product.
  record Details(String productId) implements Question<Product> {
    public Details {
      check(productId);
    }

    @Override
    public String kind() {
      return "details";
    }

    @Override
    public String subject() {
      return productId;
    }

    @Override
    public boolean answeredBy(Connector connector) {
      return connector instanceof ReadsProducts;
    }

    @Override
    public Answer<Product> ask(Connector connector, Store store) {
      return ((ReadsProducts) connector).product(store, productId);
    }
  }

  /// The sellers of a product and their prices.
  record Offers(String productId) implements Question<List<Offer>> {
    public Offers {
      check(productId);
    }

    @Override
    public String kind() {
      return "offers";
    }

    @Override
    public String subject() {
      return productId;
    }

    @Override
    public boolean answeredBy(Connector connector) {
      return connector instanceof ListsOffers;
    }

    @Override
    public Answer<List<Offer>> ask(Connector connector, Store store) {
      return ((ListsOffers) connector).offers(store, productId);
    }
  }

  /// The products that match.
  ///
  /// @param page from 1
  record Search(String query, int page) implements Question<SearchPage> {
    public Search {
      check(query);
      if (page < 1 || page > LAST_PAGE) {
        throw new IllegalArgumentException("a page is 1 to " + LAST_PAGE + ", not " + page);
      }
    }

    @Override
    public String kind() {
      return "search";
    }

    @Override
    public String subject() {
      return query;
    }

    @Override
    public boolean answeredBy(Connector connector) {
      return connector instanceof SearchesProducts;
    }

    @Override
    public Answer<SearchPage> ask(Connector connector, Store store) {
      return ((SearchesProducts) connector).search(store, query, page);
    }
  }

  /// The name of the type in the database.
  String kind();

  /// A product id, or the words of a search.
  String subject();

  /// The page of a search; 1 for everything else.
  default int page() {
    return 1;
  }

  /// Whether a connector has the capability that the question needs.
  boolean answeredBy(Connector connector);

  /// Asks.
  ///
  /// @throws ClassCastException when it is not [#answeredBy] the connector
  /// @throws dev.brass.spi.StoreException when the store cannot be reached
  Answer<T> ask(Connector connector, Store store);

  /// The question with these names.
  static Question<?> of(String kind, String subject, int page) {
    return switch (kind) {
      case "details" -> new Details(subject);
      case "offers" -> new Offers(subject);
      case "search" -> new Search(subject, page);
      default -> throw new IllegalArgumentException("no question is called '" + kind + "'");
    };
  }

  /// Whether a text can be a product id or a query: 1 to [#LONGEST] characters, without control
  /// characters and halves of pairs, which could not be stored.
  static boolean isSubject(String text) {
    return !text.isBlank()
        && text.length() <= LONGEST
        && text.chars().noneMatch(Character::isISOControl)
        && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static void check(String subject) {
    if (!isSubject(subject)) {
      throw new IllegalArgumentException("no product id or query: " + subject.length());
    }
  }
}
