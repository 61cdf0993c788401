package org.cloister.gateway.infer;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What can be reached from an object, through private fields too: its texts and its numbers.
final class Reachable {
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final ArrayDeque<Object> waiting = new ArrayDeque<>();
  private final List<String> texts = new ArrayList<>();

  private Reachable() {}

  /// Every value below the object, written as text. Values of the JDK's own types are read by what
  /// they say, not by how they are built.
  static List<String> textsOf(Object object) throws IllegalAccessException {
    Reachable reachable = new Reachable();
    reachable.waiting.add(object);
    while (!reachable.waiting.isEmpty()) {
      reachable.visit(reachable.waiting.remove());
    }
    return reachable.texts;
  }

  private void visit(Object object) throws IllegalAccessException {
    if (!seen.add(object)) {
      return;
    }
    switch (object) {
      case Collection<?> elements -> elements.forEach(this::add);
      case Map<?, ?> map ->
          map.forEach((key, value) -> {
            add(key);
            add(value);
          });
      case Optional<?> optional -> optional.ifPresent(this::add);
      default -> visitOther(object);
    }
  }

  private void visitOther(Object object) throws IllegalAccessException {
    Class<?> type = object.getClass();
    if (type.isArray()) {
      for (int i = 0; i < Array.getLength(object); i++) {
        add(Array.get(object, i));
      }
    } else if (type.getName().startsWith("java.") || type.isEnum()) {
      texts.add(object.toString());
    } else {
      fields(object, type);
    }
  }

  private void fields(Object object, Class<?> type) throws IllegalAccessException {
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          add(field.get(object));
        }
      }
    }
  }

  private void add(@org.jspecify.annotations.Nullable Object object) {
    if (object != null) {
      waiting.add(object);
    }
  }
}
