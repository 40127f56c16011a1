package dev.brass.server.order;

import dev.brass.spi.Address;
import dev.brass.spi.Condition;
import dev.brass.spi.Gift;
import dev.brass.spi.PromoCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.util.StdConverter;

/// The content of an order as it is in the database, in one object: its names are never changed
/// without a migration.
record StoredSpec(
    String store,
    List<OrderLine> lines,
    Address shipTo,
    @Nullable Address billTo,
    ShippingRule shipping,
    @Nullable Long maxPrice,
    @Nullable Integer maxDeliveryDays,
    boolean failIfTaxed,
    List<OfferDiscount> discounts,
    OrderSpec.Pay pay,
    @Nullable Funding funding,
    @Nullable Gift gift,
    List<PromoCode> promoCodes,
    @Nullable String poNumber,
    Map<String, Object> notes,
    boolean bundled,
    List<BundleMember> members,
    Fulfilment fulfilment,
    @Nullable AccountChoice account) {

  private static StoredSpec of(OrderSpec spec) {
    OrderSpec.Delivery delivery = spec.delivery();
    OrderSpec.Payment payment = spec.payment();
    OrderSpec.Terms terms = spec.terms();
    return new StoredSpec(
        spec.store(),
        spec.lines(),
        delivery.to(),
        payment.billTo(),
        delivery.shipping(),
        terms.maxPrice(),
        delivery.maxDays(),
        terms.failIfTaxed(),
        terms.discounts(),
        payment.pay(),
        payment.funding(),
        delivery.gift(),
        terms.promoCodes(),
        spec.reference().poNumber(),
        spec.reference().notes(),
        spec.bundle().waits(),
        spec.bundle().members(),
        terms.fulfilment(),
        spec.account());
  }

  private OrderSpec spec() {
    return new OrderSpec(
        store,
        lines,
        new OrderSpec.Delivery(shipTo, shipping, maxDeliveryDays, gift),
        new OrderSpec.Payment(pay, billTo, funding),
        new OrderSpec.Terms(maxPrice, failIfTaxed, discounts, promoCodes, fulfilment),
        new OrderSpec.Reference(poNumber, notes),
        new OrderSpec.Bundle(bundled, members),
        account);
  }

  /// Criteria in the database, in one object, too.
  record Criteria(
      @Nullable Boolean addon,
      @Nullable Boolean buyBox,
      Set<Condition> conditionIn,
      Set<Condition> conditionNotIn,
      @Nullable Boolean firstPartySeller,
      @Nullable Integer handlingDaysMax,
      @Nullable Boolean international,
      @Nullable Long maxItemPrice,
      Set<String> merchantIdIn,
      Set<String> merchantIdNotIn,
      @Nullable Integer minSellerNumRatings,
      @Nullable Integer minSellerPercentPositive,
      @Nullable Boolean prime,
      boolean preferBuyBox,
      boolean allowOos) {

    private static Criteria of(SellerCriteria criteria) {
      SellerCriteria.Item item = criteria.item();
      SellerCriteria.Seller seller = criteria.seller();
      SellerCriteria.Shipping shipping = criteria.shipping();
      SellerCriteria.Choice choice = criteria.choice();
      return new Criteria(
          item.addon(),
          choice.buyBox(),
          item.conditionIn(),
          item.conditionNotIn(),
          seller.firstParty(),
          shipping.handlingDaysMax(),
          shipping.international(),
          item.maxPrice(),
          seller.idIn(),
          seller.idNotIn(),
          seller.minNumRatings(),
          seller.minPercentPositive(),
          shipping.prime(),
          choice.preferBuyBox(),
          choice.allowOos());
    }

    private SellerCriteria criteria() {
      return new SellerCriteria(
          new SellerCriteria.Item(conditionIn, conditionNotIn, maxItemPrice, addon),
          new SellerCriteria.Seller(
              firstPartySeller,
              merchantIdIn,
              merchantIdNotIn,
              minSellerNumRatings,
              minSellerPercentPositive),
          new SellerCriteria.Shipping(handlingDaysMax, international, prime),
          new SellerCriteria.Choice(buyBox, preferBuyBox, allowOos));
    }
  }

  /// Annotations for [OrderSpec].
  @JsonSerialize(converter = WriteSpec.class)
  @JsonDeserialize(converter = ReadSpec.class)
  interface SpecMixIn {}

  /// Annotations for [SellerCriteria].
  @JsonSerialize(converter = WriteCriteria.class)
  @JsonDeserialize(converter = ReadCriteria.class)
  interface CriteriaMixIn {}

  private static final class WriteSpec extends StdConverter<OrderSpec, StoredSpec> {
    @Override
    public StoredSpec convert(OrderSpec spec) {
      return StoredSpec.of(spec);
    }
  }

  private static final class ReadSpec extends StdConverter<StoredSpec, OrderSpec> {
    @Override
    public OrderSpec convert(StoredSpec stored) {
      return stored.spec();
    }
  }

  private static final class WriteCriteria extends StdConverter<SellerCriteria, Criteria> {
    @Override
    public Criteria convert(SellerCriteria criteria) {
      return Criteria.of(criteria);
    }
  }

  private static final class ReadCriteria extends StdConverter<Criteria, SellerCriteria> {
    @Override
    public SellerCriteria convert(Criteria stored) {
      return stored.criteria();
    }
  }
}
