package org.cloister.deid.fhir;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one FHIR type may hold, flattened from HAPI's definitions so that checking costs one
/// look-up a property.
///
/// @param definition HAPI's definition of the type, which makes its objects
/// @param children by JSON property name; `valueQuantity` and `valueString` are two of them
/// @param elementNames by slot; a choice such as `value[x]` has one slot for all its properties
/// @param required bit `n` set: slot `n` must be there
record Shape(
    BaseRuntimeElementDefinition<?> definition,
    Map<String, Child> children,
    List<String> elementNames,
    long required) {

  String name() {
    return definition.getName();
  }

  /// The JSON form of a property's value.
  enum Form {
    OBJECT,
    RESOURCE,
    STRING,
    BOOLEAN,
    INTEGER,
    DECIMAL;

    boolean isPrimitive() {
      return this != OBJECT && this != RESOURCE;
    }
  }

  /// How often a property may occur.
  enum Repetition {
    SINGLE,
    LIST
  }

  /// One property.
  ///
  /// @param place HAPI's definition of the element, which puts a value where it belongs
  /// @param definition HAPI's definition of its type; null for [Form#RESOURCE], whose type stands
  ///   in the document
  /// @param codes the code set of an enumeration, null for all else
  record Child(
      int slot,
      BaseRuntimeChildDefinition place,
      Form form,
      Repetition repetition,
      @Nullable BaseRuntimeElementDefinition<?> definition,
      @Nullable Object codes) {
    String elementName() {
      return place.getElementName();
    }
  }
}
