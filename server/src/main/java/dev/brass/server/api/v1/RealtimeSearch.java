package dev.brass.server.api.v1;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.api.v1.InquiryReader.Manner;
import dev.brass.server.api.v1.V1ProductWire.Hits;
import dev.brass.server.api.v1.V1ProductWire.RealtimeHit;
import dev.brass.server.product.Inquiry;
import dev.brass.server.product.Products;
import dev.brass.server.product.Question;
import dev.brass.server.tenant.Caller;
import dev.brass.server.text.LinearPattern;
import dev.brass.spi.Product;
import dev.brass.spi.SearchPage;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

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
        page -> {
          List<RealtimeHit> hits =
              page.products().stream()
                  .filter(product -> addons || !isAddon(product))
                  .map(RealtimeSearch::hit)
                  .toList();
          return page.hasNext() && question.page() < Question.LAST_PAGE
              ? next(hits, inquiry, addons)
              : Hits.of(hits);
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

  private static RealtimeHit hit(Product product) {
    return new RealtimeHit(
        product.productId(),
        product.title(),
        V1Wire.minor(product.price()),
        V1Wire.currency(product.price()),
        product.mainImage(),
        product.brand(),
        product.attributes().get("prime"),
        product.details(),
        product.attributes().get("addon"));
  }

  private static Hits next(List<RealtimeHit> hits, Inquiry<SearchPage> inquiry, boolean addons) {
    String token = "p" + (inquiry.question().page() + 1);
    return new Hits(
        hits,
        "/v1/realtime/search?query=%s&retailer=%s&nextToken=%s%s"
            .formatted(
                encoded(inquiry.question().subject()),
                encoded(inquiry.store().code()),
                token,
                addons ? "&includeAddons=true" : ""),
        token);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
