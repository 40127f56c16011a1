package dev.brass.connector.vendure;

import org.jspecify.annotations.Nullable;

/// A GraphQL operation that [VendureClient] sends. It asks for what [VendureWire] reads and no
/// more, for every object asked for costs the shop a query.
///
/// @param path of the API that has it, below the shop's address
/// @param field the field of the query or mutation; the reply has its result under this name
/// @param document the text, in GraphQL
record VendureOperation(String path, String field, String document) {

  private static final String PRODUCT_FIELDS =
      """
      fragment product on Product {
        id name slug description
        featuredAsset { source } assets { source }
        facetValues { name facet { code } } collections { name }
        variants {
          id sku priceWithTax currencyCode stockLevel
          options { code name group { code name } }
        }
      }
      """;

  private static final String ORDER_FIELDS =
      """
      fragment order on Order {
        code state active orderPlacedAt currencyCode total totalWithTax
        lines { id quantity linePrice productVariant { id } }
        shippingLines { price } surcharges { price } payments { state }
      }
      """;

  private static final String FOLLOWED_ORDER_FIELDS =
      """
      fragment order on Order {
        code state active orderPlacedAt currencyCode total totalWithTax
        lines { id quantity linePrice productVariant { id options { code } product { slug } } }
        shippingLines { price } surcharges { price }
        payments { state refunds { total state } }
        fulfillments { state method trackingCode updatedAt lines { orderLineId quantity } }
      }
      """;

  /// The fields of every error result of the schema.
  private static final String ERROR = "...on ErrorResult { errorCode message }";

  static final VendureOperation PRODUCT =
      shop(
          "product",
          "query($slug: String!) { product(slug: $slug) { ...product } }" + PRODUCT_FIELDS);

  static final VendureOperation PRODUCTS =
      shop(
          "products",
          """
          query($slugs: [String!], $take: Int) {
            products(options: {filter: {slug: {in: $slugs}}, take: $take}) { items { ...product } }
          }
          """
              + PRODUCT_FIELDS);

  static final VendureOperation SEARCH =
      shop(
          "search",
          """
          query($term: String, $skip: Int, $take: Int) {
            search(input: {term: $term, groupByProduct: true, skip: $skip, take: $take}) {
              totalItems items { slug }
            }
          }
          """);

  static final VendureOperation ADD_ITEM =
      shop(
          "addItemToOrder",
          """
          mutation($variant: ID!, $quantity: Int!) {
            addItemToOrder(productVariantId: $variant, quantity: $quantity) {
              ...on Order { code }
              ...on InsufficientStockError { quantityAvailable }
          """
              + ERROR
              + "}}");

  static final VendureOperation SET_CUSTOMER =
      change("setCustomerForOrder", "CreateCustomerInput!", "input");

  static final VendureOperation SET_SHIPPING_ADDRESS =
      change("setOrderShippingAddress", "CreateAddressInput!", "input");

  static final VendureOperation SET_BILLING_ADDRESS =
      change("setOrderBillingAddress", "CreateAddressInput!", "input");

  static final VendureOperation SET_CUSTOM_FIELDS =
      change("setOrderCustomFields", "UpdateOrderInput!", "input");

  static final VendureOperation APPLY_COUPON = change("applyCouponCode", "String!", "couponCode");

  static final VendureOperation SHIPPING_METHODS =
      shop("eligibleShippingMethods", "{ eligibleShippingMethods { id code name priceWithTax } }");

  static final VendureOperation PAYMENT_METHODS =
      shop("eligiblePaymentMethods", "{ eligiblePaymentMethods { code } }");

  static final VendureOperation SET_SHIPPING_METHOD =
      cart("setOrderShippingMethod", "[ID!]!", "shippingMethodId");

  static final VendureOperation ADD_PAYMENT = cart("addPaymentToOrder", "PaymentInput!", "input");

  static final VendureOperation ARRANGE_PAYMENT =
      shop(
          "transitionOrderToState",
          """
          mutation {
            transitionOrderToState(state: "ArrangingPayment") {
              ...order
              ...on OrderStateTransitionError { errorCode message: transitionError }
            }
          }
          """
              + ORDER_FIELDS);

  static final VendureOperation ORDER_BY_CODE =
      shop(
          "orderByCode",
          "query($code: String!) { orderByCode(code: $code) { ...order } }"
              + FOLLOWED_ORDER_FIELDS);

  static final VendureOperation LOGIN =
      new VendureOperation(
          "/admin-api",
          "login",
          """
          mutation($username: String!, $password: String!) {
            login(username: $username, password: $password) { __typename %s }
          }
          """
              .formatted(ERROR));

  /// The cart of a session.
  ///
  /// @param referenceField the custom field to read with it, as `reference`; null for none
  static VendureOperation activeOrder(@Nullable String referenceField) {
    return shop(
        "activeOrder",
        "{ activeOrder { ...order " + reference(referenceField) + " } }" + ORDER_FIELDS);
  }

  /// The Admin API's look-up of orders by the exact value of one field: `code`, or a custom field.
  ///
  /// @param referenceField as for [#activeOrder]
  static VendureOperation ordersBy(String field, @Nullable String referenceField) {
    return new VendureOperation(
        "/admin-api",
        "orders",
        """
        query($value: String!) {
          orders(options: {filter: {%s: {eq: $value}}, take: 10}) { items { ...order %s } }
        }
        """
                .formatted(field, reference(referenceField))
            + FOLLOWED_ORDER_FIELDS);
  }

  private static String reference(@Nullable String field) {
    return field == null ? "" : "customFields { reference: " + field + " }";
  }

  private static VendureOperation shop(String field, String document) {
    return new VendureOperation("/shop-api", field, document);
  }

  /// A mutation with one argument, named `value` here, of which only the errors are of interest.
  private static VendureOperation change(String field, String type, String argument) {
    return shop(
        field,
        "mutation($value: %s) { %s(%s: $value) { %s } }".formatted(type, field, argument, ERROR));
  }

  /// A mutation with one argument, named `value` here, that answers with the cart.
  private static VendureOperation cart(String field, String type, String argument) {
    return shop(
        field,
        "mutation($value: %s) { %s(%s: $value) { ...order %s } }"
                .formatted(type, field, argument, ERROR)
            + ORDER_FIELDS);
  }
}
