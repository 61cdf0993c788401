package org.cloister.deid;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cloister.deid.Chart.Coding;

/// The ingredients that an RxNorm name spells out.
///
/// A US record codes the product (`314076`), which says nothing about its ingredients without
/// RxNorm's own tables. Its name does: RxNorm builds it as *ingredient strength unit*, joined by `
/// / `, then the dose form and, for a branded product, `[brand]` (RxNorm Technical Documentation,
/// section "Normalized names": `lisinopril 10 MG Oral Tablet`). Only a name that has this form from
/// end to end is read; of each ingredient the first word counts, in lower case, so that salts do
/// not matter. A name alone (`oxygen`) is an ingredient without a dose form.
///
/// It trusts that the display belongs to the code, as FHIR asks of a sender.
final class RxNormName {
  static final String RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm";

  /// Our own name of the system of an ingredient's first word, whatever the dose form.
  static final String INGREDIENT = "https://cloister.health/fhir/CodeSystem/rxnorm-ingredient-name";

  /// The same, of a product to be swallowed: eye drops of timolol treat no blood pressure.
  static final String ORAL_INGREDIENT =
      "https://cloister.health/fhir/CodeSystem/rxnorm-oral-ingredient-name";

  private static final int LONGEST = 400;
  private static final Pattern BRAND = Pattern.compile(" \\[[^\\[\\]]+\\]$");
  private static final Pattern ALONE = Pattern.compile("[A-Za-z]{3,40}");
  private static final Pattern PART =
      Pattern.compile(
          "(?:NDA[0-9]+ )?(?:[0-9.]+ (?:HR|ML|ACTUAT) )?(?<name>[A-Za-z]{3,40})(?:"
              + " [A-Za-z]{1,40}){0,4} [0-9]+(?:\\.[0-9]+)? (?:MG|MCG|MEQ|UNT|%)(?:/(?:[0-9.]+"
              + " )?(?:ML|HR|MG|ACTUAT))?(?: (?<form>[A-Z][A-Za-z-]+(?: [A-Z][A-Za-z-]+){0,5}))?");

  private RxNormName() {}

  /// Codings in [#INGREDIENT] and [#ORAL_INGREDIENT] that follow from the names of the RxNorm
  /// codings; none where one of them cannot be read.
  static List<Coding> codings(List<org.hl7.fhir.r4.model.Coding> stated) {
    List<Coding> derived = new ArrayList<>();
    for (org.hl7.fhir.r4.model.Coding coding : stated) {
      if (!RXNORM.equals(coding.getSystem())) {
        continue;
      }
      Optional<Product> product =
          coding.hasDisplay() ? Product.parse(coding.getDisplay()) : Optional.empty();
      if (product.isEmpty()) {
        return List.of();
      }
      for (String ingredient : product.get().ingredients()) {
        derived.add(new Coding(INGREDIENT, ingredient));
        if (product.get().oral()) {
          derived.add(new Coding(ORAL_INGREDIENT, ingredient));
        }
      }
    }
    return derived;
  }

  private record Product(List<String> ingredients, Route route) {
    private enum Route {
      ORAL,
      OTHER_OR_UNKNOWN
    }

    /// Read from the RxNorm dose forms, `Oral Tablet`, `Extended Release Oral Capsule`, ...
    private static final Set<String> ORAL_FORMS =
        Set.of("Tablet", "Capsule", "Solution", "Suspension");

    boolean oral() {
      return route == Route.ORAL;
    }

    static Optional<Product> parse(String display) {
      if (display.length() > LONGEST) {
        return Optional.empty();
      }
      String name = BRAND.matcher(display.strip()).replaceFirst("");
      if (ALONE.matcher(name).matches()) {
        return Optional.of(
            new Product(List.of(name.toLowerCase(Locale.ROOT)), Route.OTHER_OR_UNKNOWN));
      }
      List<String> ingredients = new ArrayList<>();
      String[] parts = name.split(" / ", -1);
      String form = "";
      for (int i = 0; i < parts.length; i++) {
        Matcher part = PART.matcher(parts[i]);
        boolean last = i == parts.length - 1;
        // The dose form stands once, at the end; a form before it means another grammar.
        if (!part.matches() || (part.group("form") != null) != last) {
          return Optional.empty();
        }
        ingredients.add(part.group("name").toLowerCase(Locale.ROOT));
        form = last ? part.group("form") : form;
      }
      return Optional.of(new Product(List.copyOf(ingredients), route(form)));
    }

    private static Route route(String form) {
      List<String> words = List.of(form.split(" ", -1));
      boolean oral = words.contains("Oral") && words.stream().anyMatch(ORAL_FORMS::contains);
      return oral ? Route.ORAL : Route.OTHER_OR_UNKNOWN;
    }
  }
}
