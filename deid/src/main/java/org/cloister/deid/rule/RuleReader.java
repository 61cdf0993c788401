package org.cloister.deid.rule;

import java.io.StringReader;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.deid.rule.RuleFile.Codes;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// Reads a rule file. It never makes objects of what the YAML names: it looks at the nodes, which
/// know their line, and refuses tags, anchors and aliases.
final class RuleReader {
  private static final List<String> SECTIONS =
      List.of("extends", "codes", "resources", "lists", "rules");
  private static final int LONGEST_FILE = 1 << 20;
  private static final int DEEPEST_NESTING = 8;

  private static final Set<Tag> PLAIN =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MAP, Tag.SEQ);

  private final String file;
  private String name = "";
  private Codes codes = Codes.RANDOM;
  private final Map<String, Integer> resources = new LinkedHashMap<>();
  private final Map<String, Set<String>> lists = new LinkedHashMap<>();
  private final Map<String, Rule> rules = new LinkedHashMap<>();

  private RuleReader(String file) {
    this.file = file;
  }

  /// @param file its name, for messages
  static RuleFile read(String file, String yaml) throws RuleException {
    RuleReader reader = new RuleReader(file);
    reader.name = nameOf(file);
    reader.lists.putAll(PublishedLists.all());
    Map<String, NodeTuple> sections = reader.entries(reader.root(yaml));
    for (NodeTuple section : sections.values()) {
      String key = reader.scalar(section.getKeyNode());
      if (!SECTIONS.contains(key)) {
        throw reader.error(
            section.getKeyNode(),
            "there is no section '" + key + "'" + Spelling.suggestion(key, SECTIONS));
      }
    }
    // In this order, wherever they stand: rules replace inherited ones and use lists.
    for (String key : SECTIONS) {
      NodeTuple section = sections.get(key);
      if (section != null) {
        reader.readSection(key, section.getValueNode());
      }
    }
    return new RuleFile(reader.name, reader.codes, reader.resources, reader.rules, reader.lists);
  }

  /// Without the file's ending.
  static String nameOf(String file) {
    return file.replaceFirst("\\.ya?ml$", "");
  }

  private Node root(String yaml) throws RuleException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(LONGEST_FILE);
    options.setNestingDepthLimit(DEEPEST_NESTING);
    options.setMaxAliasesForCollections(0);
    try {
      Node root = new Yaml(options).compose(new StringReader(yaml));
      if (root == null) {
        throw new RuleException(file, 1, "the file is empty");
      }
      return root;
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new RuleException(file, line, "not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw new RuleException(file, 1, "not YAML: " + e.getMessage());
    }
  }

  private void readSection(String key, Node node) throws RuleException {
    switch (key) {
      case "extends" -> inherit(node);
      case "codes" -> codes = codes(node);
      case "resources" -> readResources(node);
      case "lists" -> readLists(node);
      default -> readRules(node);
    }
  }

  private void inherit(Node node) throws RuleException {
    String parent = scalar(node);
    Optional<String> text = PresetText.of(parent);
    if (text.isEmpty()) {
      throw error(
          node,
          "there is no preset '" + parent + "'" + Spelling.suggestion(parent, PresetText.NAMES));
    }
    RuleFile inherited = read(parent + ".yaml", text.get());
    codes = inherited.codes();
    lists.putAll(inherited.lists());
    inherited
        .rules()
        .forEach((path, rule) ->
            rules.put(
                path, new Rule(rule.path(), rule.decision(), rule.file(), rule.line(), false)));
  }

  private Codes codes(Node node) throws RuleException {
    String word = scalar(node);
    for (Codes known : Codes.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(word)) {
        return known;
      }
    }
    throw error(node, "codes are random or keyed, not '" + word + "'");
  }

  private void readResources(Node node) throws RuleException {
    if (node instanceof ScalarNode && scalar(node).equals("all")) {
      return;
    }
    for (Node member : sequence(node)) {
      if (resources.put(scalar(member), line(member)) != null) {
        throw error(member, scalar(member) + " is named twice");
      }
    }
    if (resources.isEmpty()) {
      throw error(node, "rules that accept no resource type release nothing");
    }
  }

  private void readLists(Node node) throws RuleException {
    for (NodeTuple entry : entries(node).values()) {
      String list = scalar(entry.getKeyNode());
      Set<String> values = new HashSet<>();
      for (Node member : sequence(entry.getValueNode())) {
        values.add(scalar(member));
      }
      if (values.isEmpty()) {
        throw error(entry.getKeyNode(), "the list " + list + " is empty");
      }
      if (lists.put(list, values) != null) {
        throw error(entry.getKeyNode(), "there is a list " + list + " already");
      }
    }
  }

  private void readRules(Node node) throws RuleException {
    for (NodeTuple entry : entries(node).values()) {
      String path = scalar(entry.getKeyNode());
      try {
        RulePath parsed = RulePathParser.parse(path, lists);
        Decision decision = DecisionParser.parse(scalar(entry.getValueNode()), lists);
        // Taken out first, so that a rule that replaces an inherited one stands where it is written
        rules.remove(path);
        rules.put(path, new Rule(parsed, decision, file, line(entry.getKeyNode()), true));
      } catch (IllegalArgumentException e) {
        throw error(entry.getKeyNode(), path + ": " + e.getMessage());
      }
    }
  }

  private Map<String, NodeTuple> entries(Node node) throws RuleException {
    if (!(checked(node) instanceof MappingNode mapping)) {
      throw error(node, "lines of 'name: value' are expected here");
    }
    Map<String, NodeTuple> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = scalar(tuple.getKeyNode());
      NodeTuple first = entries.put(key, tuple);
      if (first != null) {
        throw error(
            tuple.getKeyNode(), key + " stands on line " + line(first.getKeyNode()) + " already");
      }
    }
    return entries;
  }

  private List<Node> sequence(Node node) throws RuleException {
    if (!(checked(node) instanceof SequenceNode sequence)) {
      throw error(node, "a list is expected here");
    }
    return sequence.getValue();
  }

  private String scalar(Node node) throws RuleException {
    if (!(checked(node) instanceof ScalarNode scalar)) {
      throw error(node, "a single word or text is expected here");
    }
    return scalar.getValue();
  }

  private Node checked(Node node) throws RuleException {
    if (node.getAnchor() != null || !PLAIN.contains(node.getTag())) {
      throw error(node, "tags, anchors and aliases are not read");
    }
    return node;
  }

  private RuleException error(Node node, String reason) {
    return new RuleException(file, line(node), reason);
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
