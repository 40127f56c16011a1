package dev.brass.server.api.v1;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.api.v1.InquiryReader.Manner;
import dev.brass.server.product.Inquiry;
import dev.brass.server.product.Products;
import dev.brass.server.product.Question;
import dev.brass.server.product.Reading;
import dev.brass.server.tenant.Caller;
import dev.brass.spi.Product;
import dev.brass.spi.SearchPage;
import java.util.ArrayList;
import java.util.List;

/// `GET /v1/ai/search`: the number of hits that the client requests (classic Zinc docs, AI routes),
/// taken from the retailer's pages, which have their own size.
final class AiSearch implements Action {

  static final int MOST = 50;
  static final int USUAL = 10;
  static final int LAST_PAGE = 100;

  private final InquiryReader reader;
  private final Products products;

  AiSearch(InquiryReader reader, Products products) {
    this.reader = reader;
    this.products = products;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    Query query = InquiryReader.queryOf(request);
    int limit = query.whole("limit", 1, MOST, USUAL);
    int page = query.whole("page", 1, LAST_PAGE, 1);
    Question.Search question = new Question.Search(InquiryReader.query(query), 1);
    Inquiry<SearchPage> inquiry = reader.wanted(query, caller, Manner.AI, question).inquiry();
    return ProductAnswer.reply(inquiry, read(inquiry, (page - 1) * limit, limit), AiAnswer::search);
  }

  /// The hits after the first `skip`. All pages of a retailer except its last have the same length.
  private Reading<SearchPage> read(Inquiry<SearchPage> inquiry, int skip, int limit) {
    Reading<SearchPage> reading = products.read(inquiry);
    if (!(reading instanceof Reading.Known<SearchPage>(var first, var at))) {
      return reading;
    }
    int size = Math.max(1, first.products().size());
    int number = skip / size + 1;
    int before = skip % size;
    List<Product> hits = new ArrayList<>();
    boolean more = number == 1 || first.hasNext();
    while (more && number <= Question.LAST_PAGE) {
      Reading<SearchPage> next = number == 1 ? reading : products.read(page(inquiry, number));
      if (!(next instanceof Reading.Known<SearchPage>(var found, _))) {
        return next;
      }
      hits.addAll(found.products());
      more = found.hasNext() && !found.products().isEmpty() && hits.size() < before + limit;
      number++;
    }
    List<Product> shown = hits.stream().skip(before).limit(limit).toList();
    return new Reading.Known<>(new SearchPage(shown, hits.size() > before + limit), at);
  }

  private static Inquiry<SearchPage> page(Inquiry<SearchPage> first, int number) {
    return new Inquiry<>(
        first.tenant(),
        first.store(),
        new Question.Search(first.question().subject(), number),
        first.freshness());
  }
}
