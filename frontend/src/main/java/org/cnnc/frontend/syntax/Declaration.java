package org.cnnc.frontend.syntax;

import java.util.List;
import java.util.Optional;
import org.cnnc.ir.SourceSpan;

/** What a file declares. */
public sealed interface Declaration {
  /** The place of the declared name, or of the whole head where there is none. */
  SourceSpan span();

  /** {@code import "blocks/attention.cnn" as att} or {@code import std.vision}. */
  record Import(SourceSpan span, Source source, Name alias) implements Declaration {
    /** Where the imported file is. */
    public sealed interface Source {
      /** A file, relative to the importing one. */
      record File(Text path) implements Source {}

      /** A packaged one. */
      record Packaged(Path path) implements Source {}
    }
  }

  /** A compile-time function of numbers. */
  record Fn(Name name, List<Parameter> parameters, Optional<Type> result, Body body, String doc)
      implements Declaration {
    @Override
    public SourceSpan span() {
      return name.span();
    }
  }

  /** A reusable piece of a network; its first parameter is what is piped into it. */
  record Block(Name name, List<Parameter> parameters, Optional<Shape> result, Body body, String doc)
      implements Declaration {
    @Override
    public SourceSpan span() {
      return name.span();
    }
  }

  /** A whole network with its inputs and outputs. */
  record Model(Name name, List<Parameter> parameters, List<Statement> body, String doc)
      implements Declaration {
    @Override
    public SourceSpan span() {
      return name.span();
    }
  }

  /** {@code model ResNet18 = ResNet([2, 2, 2, 2]) weights "resnet18.safetensors"}. */
  record Instance(
      Name name, Path model, List<Argument> arguments, Optional<Text> weights, String doc)
      implements Declaration {
    @Override
    public SourceSpan span() {
      return name.span();
    }
  }

  /** {@code test "a seven" for LeNet5 { ... }}. */
  record Test(SourceSpan span, Text title, Name model, List<Statement> body)
      implements Declaration {}
}
