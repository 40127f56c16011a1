package dev.brass.connector.sandbox;

import dev.brass.connector.sandbox.ProductTrait.Held;
import dev.brass.spi.Money;
import dev.brass.spi.Variant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A product of the catalogue as a pure function of retailer and product id: what exists of it,
/// and what each choice costs. Immutable.
///
/// @param productId the id that was asked for
/// @param family the id that all variants of the product share; [#productId] is the family itself
///     or the family with `.v` and the number of a combination of options
/// @param kind what the rest is made from
/// @param trait the property that the id asks for
/// @param options the dimensions to choose from, each with its values; the first value is the one
///     that is sold when nothing is chosen
/// @param selected the combination that [#productId] names, one value per dimension
/// @param seed of the family
record Item(
    SandboxRetailer retailer,
    String productId,
    String family,
    Kind kind,
    @Nullable Held trait,
    List<Option> options,
    List<Variant> selected,
    Seed seed) {

  Item {
    options = List.copyOf(options);
    selected = List.copyOf(selected);
  }

  /// What a product's description, offers and prices are made from.
  enum Kind {
    /// The seed alone.
    ORDINARY,
    /// The examples of seed 002.
    DOCUMENTED,
    /// The table of spec v2 §11.
    TEST
  }

  /// A dimension to choose from.
  record Option(String dimension, List<String> values) {
    Option {
      values = List.copyOf(values);
    }
  }

  boolean has(ProductTrait wanted) {
    return trait != null && trait.trait() == wanted;
  }

  /// Whether any of its offers looks available.
  boolean showsOffers() {
    return !has(ProductTrait.NO_OFFERS) && !has(ProductTrait.LOOKS_SOLD_OUT);
  }

  /// The number in the id of a product with that trait: 5 for `STOCK-5`.

  Optional<Integer> number(ProductTrait wanted) {
    return trait != null && trait.trait() == wanted
        ? Optional.of(trait.number())
        : Optional.empty();
  }

  /// The combination that an order names, completed by the one that the product id names. Names
  /// are compared without regard to case.
  Choice choose(List<Variant> wanted) {
    Map<String, String> chosen = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Variant variant : wanted) {
      Optional<Variant> known = known(variant);
      if (known.isEmpty()) {
        return new Choice.Unknown(variant);
      }
      String before = chosen.put(known.get().dimension(), known.get().value());
      if (before != null && !before.equals(known.get().value())) {
        return new Choice.Unknown(variant);
      }
    }
    if (has(ProductTrait.NEEDS_VARIANTS) && productId.equals(family)) {
      List<String> missing =
          options.stream().map(Option::dimension).filter(it -> !chosen.containsKey(it)).toList();
      if (!missing.isEmpty()) {
        return new Choice.Incomplete(missing);
      }
    }
    return new Choice.Chosen(
        selected.stream()
            .map(it -> new Variant(it.dimension(), chosen.getOrDefault(it.dimension(), it.value())))
            .toList());
  }

  private Optional<Variant> known(Variant wanted) {
    if (kind == Kind.TEST) {
      return Optional.of(wanted);
    }
    return options.stream()
        .filter(option -> option.dimension().equalsIgnoreCase(wanted.dimension().strip()))
        .flatMap(
            option ->
                option.values().stream()
                    .filter(value -> value.equalsIgnoreCase(wanted.value().strip()))
                    .map(value -> new Variant(option.dimension(), value)))
        .findFirst();
  }

  /// What a unit costs in the chosen combination when it costs `base` in the first one.
  Money price(Money base, List<Variant> chosen) {
    if (kind == Kind.DOCUMENTED) {
      return DocumentedProduct.price(base, chosen);
    }
    long basisPoints = 10_000;
    for (int i = 0; i < options.size(); i++) {
      String value = chosen.get(i).value();
      if (!value.equals(options.get(i).values().getFirst())) {
        basisPoints += 100L * seed.between("variant:" + value, -5, 20);
      }
    }
    return new Money((base.minor() * basisPoints + 5_000) / 10_000, base.currency());
  }

  /// Every combination, the one that is sold when nothing is chosen first.
  List<List<Variant>> combinations() {
    return combinations(options);
  }

  static List<List<Variant>> combinations(List<Option> options) {
    List<List<Variant>> combinations = List.of(List.of());
    for (Option option : options) {
      List<List<Variant>> longer = new ArrayList<>();
      for (List<Variant> begun : combinations) {
        for (String value : option.values()) {
          List<Variant> next = new ArrayList<>(begun);
          next.add(new Variant(option.dimension(), value));
          longer.add(Collections.unmodifiableList(next));
        }
      }
      combinations = longer;
    }
    return combinations;
  }

  /// What an order's variants lead to.
  sealed interface Choice {
    /// One value per dimension, in the order of [Item#options].
    record Chosen(List<Variant> variants) implements Choice {
      public Chosen {
        variants = List.copyOf(variants);
      }
    }

    /// The product has no such option, or the order names two values of one dimension.
    record Unknown(Variant variant) implements Choice {}

    /// Dimensions that must be chosen and are not.
    record Incomplete(List<String> dimensions) implements Choice {
      public Incomplete {
        dimensions = List.copyOf(dimensions);
      }
    }
  }
}
