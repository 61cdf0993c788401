package org.cloister.deid.r4;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.cloister.deid.r4.Type.Kind;

/// Reads the text of [R4]: a line for each type, below it one for each element that the type adds
/// to those of its base.
///
/// ```
/// resource Patient : DomainResource
///   gender 01 code = administrative-gender
///   deceased[x] 01 boolean dateTime
///   contact 0* Patient.contact
/// codes administrative-gender female male other unknown
/// ```
final class R4Text {
  private static final String CHOICE = "[x]";

  private final Map<String, Set<String>> codes = new HashMap<>();
  private final Map<String, Header> headers = new LinkedHashMap<>();
  private final Map<String, List<String[]>> bodies = new HashMap<>();
  private final Map<String, Type> types = new HashMap<>();

  private record Header(Kind kind, String name, String base, boolean isAbstract) {}

  private R4Text() {}

  static R4 read(List<String> lines) {
    R4Text text = new R4Text();
    String current = "";
    for (String line : lines) {
      String[] words = line.strip().split(" ");
      if (line.startsWith("  ")) {
        text.bodies.computeIfAbsent(current, _ -> new ArrayList<>()).add(words);
      } else if (line.startsWith("codes ")) {
        text.codes.put(words[1], Set.of(Arrays.copyOfRange(words, 2, words.length)));
      } else if (!line.startsWith("#")) {
        Header header = header(words);
        text.headers.put(header.name(), header);
        current = header.name();
      }
    }
    Set<String> resources = new TreeSet<>();
    for (Header header : text.headers.values()) {
      text.types.put(header.name(), text.type(header));
      if (header.kind() == Kind.RESOURCE && !header.isAbstract()) {
        resources.add(header.name());
      }
    }
    return new R4(text.types, Collections.unmodifiableSet(resources));
  }

  private static Header header(String[] words) {
    boolean isAbstract = words[0].equals("abstract");
    int at = isAbstract ? 1 : 0;
    Kind kind = Kind.valueOf(words[at].toUpperCase(Locale.ROOT));
    String base = words.length > at + 3 ? words[at + 3] : "";
    return new Header(kind, words[at + 1], base, isAbstract);
  }

  private Type type(Header header) {
    return new Type(header.name(), header.kind(), elements(header), header.base());
  }

  private List<Element> elements(Header header) {
    List<Element> elements = new ArrayList<>();
    Header base = headers.get(header.base());
    if (base != null) {
      elements.addAll(elements(base));
    }
    for (String[] words : bodies.getOrDefault(header.name(), List.of())) {
      elements.addAll(choices(header.name(), words));
    }
    return elements;
  }

  /// One element, or one for each type of a choice.
  private List<Element> choices(String owner, String[] words) {
    boolean isBound = words[words.length - 2].equals("=");
    Set<String> bound = isBound ? codes.getOrDefault(words[words.length - 1], Set.of()) : Set.of();
    int end = isBound ? words.length - 2 : words.length;
    boolean isRequired = words[1].charAt(0) == '1';
    boolean isList = words[1].charAt(1) == '*';
    String path = owner + "." + words[0];
    List<Element> found = new ArrayList<>();
    for (String type : Arrays.copyOfRange(words, 2, end)) {
      String property =
          words[0].endsWith(CHOICE)
              ? words[0].substring(0, words[0].length() - CHOICE.length()) + capitalised(type)
              : words[0];
      found.add(
          new Element(
              property, path, type, isList, isRequired, type.equals("code") ? bound : Set.of()));
    }
    return found;
  }

  private static String capitalised(String type) {
    return Character.toUpperCase(type.charAt(0)) + type.substring(1);
  }
}
