package dev.brass.server.api.v1;

import static dev.brass.server.api.v1.ProductAnswer.putPrice;
import static dev.brass.server.api.v1.ProductAnswer.putText;
import static dev.brass.server.api.v1.ProductAnswer.putTexts;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.api.v1.InquiryReader.Manner;
import dev.brass.server.product.Inquiry;
import dev.brass.server.product.Products;
import dev.brass.server.product.Question;
import dev.brass.server.tenant.Caller;
import dev.brass.server.text.LinearPattern;
import dev.brass.spi.Product;
import dev.brass.spi.SearchPage;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /v1/realtime/search`: hits page by page, each answer with the token and the address of the
/// next page (classic Zinc docs, Realtime search). Add-on items are left out unless the query has
/// `includeAddons=true`.
final class RealtimeSearch implements Action {

  private static final LinearPattern TOKEN = LinearPattern.of("p([1-9][0-9]{0,3})");

  private final InquiryReader reader;
  private final Products products;

  RealtimeSearch(InquiryReader reader, Products products) {
    this.reader = reader;
    this.products = products;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    Query query = InquiryReader.queryOf(request);
    boolean addons = query.isTrue("includeAddons");
    Question.Search question = new Question.Search(InquiryReader.query(query), page(query));
    Inquiry<SearchPage> inquiry = reader.wanted(query, caller, Manner.REALTIME, question).inquiry();
    return ProductAnswer.reply(
        inquiry,
        products.read(inquiry),
        (body, page) -> {
          ArrayNode results = body.putArray("results");
          page.products().stream()
              .filter(product -> addons || !isAddon(product))
              .forEach(product -> render(results.addObject(), product));
          if (page.hasNext() && question.page() < Question.LAST_PAGE) {
            putNext(body, inquiry, addons);
          }
        });
  }

  private static int page(Query query) {
    String token = query.text("nextToken", Limits.TEXT);
    if (token == null) {
      return 1;
    }
    int page = page(token);
    if (page == 0) {
      query.problem("nextToken", "must be one of an earlier answer" + Query.was(token));
    }
    return Math.max(1, page);
  }

  private static int page(String token) {
    int page = TOKEN.match(token).map(found -> Integer.parseInt(found.groupOrEmpty(1))).orElse(0);
    return page > Question.LAST_PAGE ? 0 : page;
  }

  private static boolean isAddon(Product product) {
    return Boolean.TRUE.equals(product.attributes().get("addon"));
  }

  private static void render(ObjectNode json, Product product) {
    json.put("product_id", product.productId()).put("title", product.title());
    putPrice(json, product.price());
    putText(json, "image", product.mainImage());
    putText(json, "brand", product.brand());
    DetailsAnswer.putAttribute(json, "prime", product);
    putTexts(json, "product_details", product.details());
    DetailsAnswer.putAttribute(json, "addon", product);
  }

  private static void putNext(ObjectNode body, Inquiry<SearchPage> inquiry, boolean addons) {
    String token = "p" + (inquiry.question().page() + 1);
    body.put(
            "nextPage",
            "/v1/realtime/search?query=%s&retailer=%s&nextToken=%s%s"
                .formatted(
                    encoded(inquiry.question().subject()),
                    encoded(inquiry.store().code()),
                    token,
                    addons ? "&includeAddons=true" : ""))
        .put("nextToken", token);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
