package dev.brass.connector.vendure;

import dev.brass.spi.Answer;
import dev.brass.spi.Credential;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Line;
import dev.brass.spi.OrderError;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.PromoCode;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The way of a cart up to, and not including, the call that pays for it. Nothing here buys:
/// whatever fails or dies on the way, the shop is left with a cart that nobody pays for.
final class VendureCheckout {

  static final String REFERENCE_TAKEN =
      "another order of the shop has the reference of this attempt";

  private final VendureShop shop;

  VendureCheckout(VendureShop shop) {
    this.shop = shop;
  }

  /// Fills a new cart and prices it with every way to ship.
  Answer<Quote> price(QuoteRequest request, @Nullable Credential credential) {
    return switch (chooseVariants(request.lines())) {
      case Answer.Refused<List<String>>(OrderError error) -> Answer.refused(error);
      case Answer.Given<List<String>>(List<String> variantIds) ->
          priceCart(request, credential, variantIds);
    };
  }

  /// The variants that the lines mean, one per line.
  private Answer<List<String>> chooseVariants(List<Line> lines) {
    Map<String, Optional<VendureWire.Product>> products = new HashMap<>();
    List<String> variantIds = new ArrayList<>();
    for (Line line : lines) {
      VendureProductId id = VendureProductId.parse(line.productId());
      Optional<VendureWire.Product> product =
          products.computeIfAbsent(id.slug(), shop.client()::product);
      if (product.isEmpty()) {
        return Answer.refused(VendureCatalogue.unknownProduct(line.productId()));
      }
      switch (VendureCatalogue.choose(product.get(), id, line.variants())) {
        case Answer.Refused<VendureWire.ProductVariant>(OrderError error) -> {
          return Answer.refused(error);
        }
        case Answer.Given<VendureWire.ProductVariant>(VendureWire.ProductVariant variant) ->
            variantIds.add(variant.id());
      }
    }
    return Answer.of(variantIds);
  }

  private Answer<Quote> priceCart(
      QuoteRequest request, @Nullable Credential credential, List<String> variantIds) {
    VendureClient client = shop.client();
    int first = request.lines().getFirst().quantity();
    VendureClient.OpenedCart cart = client.addItemToNewOrder(variantIds.getFirst(), first);
    VendureSession session = cart.session();
    for (int i = 1; i < variantIds.size(); i++) {
      client.addItemToOrder(session, variantIds.get(i), request.lines().get(i).quantity());
    }
    client.setCustomerForOrder(session, shop.mapping().customer(request, credential));
    client.setOrderShippingAddress(session, VendureMapping.address(request.shipTo()));
    if (request.billTo() != null) {
      client.setOrderBillingAddress(session, VendureMapping.address(request.billTo()));
    }
    for (PromoCode promo : request.promoCodes()) {
      applyCoupon(session, promo);
    }
    List<String> offered =
        client.eligiblePaymentMethods(session).stream().map(method -> method.code()).toList();
    if (!offered.contains(shop.config().paymentMethod())) {
      return Answer.refused(shop.mapping().noPaymentMethod(offered));
    }
    List<Quote.PricedShipping> shipping = new ArrayList<>();
    for (VendureWire.ShippingMethodQuote method :
        VendureMapping.affordable(client.eligibleShippingMethods(session))) {
      VendureWire.Order priced = client.setOrderShippingMethod(session, method.id());
      if (!VendureMapping.holds(priced, variantIds, request.lines())) {
        return Answer.refused(VendureMapping.otherContents());
      }
      shipping.add(shop.mapping().pricedShipping(method, priced));
    }
    return shipping.isEmpty()
        ? Answer.refused(
            ErrorCode.SHIPPING_ADDRESS_UNAVAILABLE.error("country", request.shipTo().country()))
        : shop.mapping().quote(new VendureHandle(cart.code(), session, variantIds), shipping);
  }

  private void applyCoupon(VendureSession session, PromoCode promo) {
    try {
      shop.client().applyCouponCode(session, promo.code());
    } catch (VendureRefusal refusal) {
      if (!promo.optional() || !VendureErrors.refusesCoupon(refusal)) {
        throw refusal;
      }
    }
  }

  /// Makes a quoted cart ready to be paid; answers with what is in the way, if anything.
  Optional<PlaceResult> prepare(VendureHandle handle, PlaceOrder order) {
    VendureClient client = shop.client();
    VendureSession session = handle.session();
    VendureWire.Order chosen = client.setOrderShippingMethod(session, order.shippingOptionId());
    Optional<OrderError> problem = shop.mapping().mayNotBePaid(chosen, handle, order);
    if (problem.isPresent()) {
      return problem.map(PlaceResult.Refused::new);
    }
    String field = shop.config().referenceField();
    if (field != null && !claim(session, field, order.attempt().toString())) {
      return Optional.of(new PlaceResult.InDoubt(REFERENCE_TAKEN));
    }
    VendureWire.Order fixed = client.transitionOrderToArrangingPayment(session);
    return shop.mapping().mayNotBePaid(fixed, handle, order).map(PlaceResult.Refused::new);
  }

  /// Writes our reference into the cart; false when the shop's database has another order with it.
  boolean claim(VendureSession session, String field, String reference) {
    try {
      shop.client().setOrderCustomFields(session, field, reference);
      return true;
    } catch (VendureRefusal refusal) {
      if (refusal.code().equals(VendureRefusal.UNNAMED)
          || refusal.code().equals("INTERNAL_SERVER_ERROR")) {
        return false;
      }
      throw refusal;
    }
  }
}
