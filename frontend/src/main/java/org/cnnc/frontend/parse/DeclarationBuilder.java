package org.cnnc.frontend.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.Diagnostics;
import org.cnnc.frontend.syntax.Body;
import org.cnnc.frontend.syntax.Declaration;
import org.cnnc.frontend.syntax.Name;
import org.cnnc.frontend.syntax.Parameter;
import org.cnnc.frontend.syntax.Path;
import org.cnnc.frontend.syntax.SourceFile;
import org.cnnc.frontend.syntax.Text;
import org.cnnc.frontend.syntax.Type;
import org.cnnc.grammar.CnnParser.BlockDeclarationContext;
import org.cnnc.grammar.CnnParser.DeclarationContext;
import org.cnnc.grammar.CnnParser.DefinitionContext;
import org.cnnc.grammar.CnnParser.FileContext;
import org.cnnc.grammar.CnnParser.FnDeclarationContext;
import org.cnnc.grammar.CnnParser.ImportDeclarationContext;
import org.cnnc.grammar.CnnParser.ModelDeclarationContext;
import org.cnnc.grammar.CnnParser.ParameterContext;
import org.cnnc.grammar.CnnParser.ParametersContext;
import org.cnnc.grammar.CnnParser.TestDeclarationContext;
import org.cnnc.grammar.CnnParser.TypeContext;
import org.cnnc.ir.SourceSpan;

/** Builds the syntax tree of a file that has no syntax errors. */
final class DeclarationBuilder {
  private static final String VERSION = "1";

  private final Spans spans;
  private final Docs docs;
  private final Diagnostics diagnostics;
  private final ExpressionBuilder expressions;
  private final StatementBuilder statements;

  DeclarationBuilder(
      Spans spans, CommonTokenStream tokens, CnnFileParser parser, Diagnostics diagnostics) {
    this.spans = spans;
    this.docs = new Docs(tokens);
    this.diagnostics = diagnostics;
    this.expressions = new ExpressionBuilder(spans, parser, diagnostics);
    this.statements = new StatementBuilder(expressions, docs);
  }

  /** The file's tree; empty where it has mistakes that the grammar lets pass. */
  Optional<SourceFile> build(FileContext file) {
    boolean hadErrors = !diagnostics.isEmpty();
    Token version = file.INT().getSymbol();
    if (!version.getText().equals(VERSION)) {
      diagnostics.report(
          Diagnostic.at(
                  spans.of(version),
                  Code.UNSUPPORTED_VERSION,
                  "this compiler knows version 1 of the language, not " + version.getText())
              .help("begin the file with `cnn 1`, or use a newer compiler"));
      return Optional.empty();
    }
    List<Declaration> declarations = new ArrayList<>();
    file.declaration().forEach(d -> declaration(d).ifPresent(declarations::add));
    return hadErrors || diagnostics.isEmpty()
        ? Optional.of(new SourceFile(spans.source().file(), declarations))
        : Optional.empty();
  }

  private Optional<Declaration> declaration(DeclarationContext context) {
    if (context.importDeclaration() != null) {
      return importOf(context.importDeclaration());
    }
    if (context.fnDeclaration() != null) {
      return Optional.of(fn(context.fnDeclaration()));
    }
    if (context.blockDeclaration() != null) {
      return Optional.of(block(context.blockDeclaration()));
    }
    return Optional.of(
        context.modelDeclaration() != null
            ? model(context.modelDeclaration())
            : test(context.testDeclaration()));
  }

  private Optional<Declaration> importOf(ImportDeclarationContext context) {
    Declaration.Import.Source source;
    Name stem;
    if (context.path() != null) {
      Path path = expressions.path(context.path());
      source = new Declaration.Import.Source.Packaged(path);
      stem = path.names().getLast();
    } else {
      Text file = expressions.texts.string(context.STRING());
      source = new Declaration.Import.Source.File(file);
      stem = new Name(file.span(), stem(context.STRING().getText()));
    }
    Optional<Name> alias =
        context.ID() == null
            ? Optional.empty()
            : Optional.of(expressions.name(context.ID().getSymbol()));
    if (alias.isEmpty() && !stem.text().matches("[A-Za-z_][A-Za-z_0-9]*")) {
      diagnostics.report(
          Diagnostic.at(
                  stem.span(),
                  Code.SYNTAX,
                  "`%s` cannot be the name of the imported file".formatted(stem.text()))
              .help("give it one with `as`: import %s as blocks".formatted(context.STRING())));
      return Optional.empty();
    }
    return Optional.of(new Declaration.Import(spans.of(context), source, alias.orElse(stem)));
  }

  /** {@code attention} of {@code "blocks/attention.cnn"}, quotes included. */
  private static String stem(String quoted) {
    String path = quoted.substring(1, quoted.length() - 1);
    String file = path.substring(path.lastIndexOf('/') + 1);
    return file.endsWith(".cnn") ? file.substring(0, file.length() - ".cnn".length()) : file;
  }

  private Declaration fn(FnDeclarationContext context) {
    return new Declaration.Fn(
        expressions.name(context.ID().getSymbol()),
        parameters(context.parameters()),
        Optional.ofNullable(context.type()).map(this::type),
        body(context.definition()),
        docs.of(context));
  }

  private Declaration block(BlockDeclarationContext context) {
    return new Declaration.Block(
        expressions.name(context.ID().getSymbol()),
        parameters(context.parameters()),
        Optional.ofNullable(context.shape()).map(expressions::shape),
        body(context.definition()),
        docs.of(context));
  }

  private Declaration model(ModelDeclarationContext context) {
    Name name = expressions.name(context.ID().getSymbol());
    if (context.path() != null) {
      return new Declaration.Instance(
          name,
          expressions.path(context.path()),
          expressions.arguments(context.arguments()),
          Optional.ofNullable(context.STRING()).map(expressions.texts::string),
          docs.of(context));
    }
    List<Parameter> parameters =
        context.parameters() == null ? List.of() : parameters(context.parameters());
    return new Declaration.Model(
        name, parameters, statements.body(context.body()), docs.of(context));
  }

  private Declaration test(TestDeclarationContext context) {
    return new Declaration.Test(
        spans.between(context.getStart(), context.ID().getSymbol()),
        expressions.texts.string(context.STRING()),
        expressions.name(context.ID().getSymbol()),
        statements.body(context.body()));
  }

  private Body body(DefinitionContext context) {
    return context.pipe() != null
        ? new Body.Value(expressions.pipe(context.pipe()))
        : new Body.Statements(statements.body(context.body()), spans.of(context.body().getStop()));
  }

  private List<Parameter> parameters(ParametersContext context) {
    return context.parameter().stream().map(this::parameter).toList();
  }

  private Parameter parameter(ParameterContext context) {
    Optional<Parameter.Kind> kind = Optional.empty();
    if (context.shape() != null) {
      kind = Optional.of(new Parameter.Kind.Shaped(expressions.shape(context.shape())));
    } else if (context.type() != null) {
      kind = Optional.of(new Parameter.Kind.Typed(type(context.type())));
    }
    return new Parameter(
        expressions.name(context.ID().getSymbol()),
        kind,
        Optional.ofNullable(context.expr()).map(expressions::expression));
  }

  private Type type(TypeContext context) {
    Name name = expressions.name(context.getStart());
    if (context.getChildCount() == 1) {
      return new Type(name, Optional.empty());
    }
    if (context.INT() == null) {
      return new Type(name, Optional.of(Type.ANY_LENGTH));
    }
    try {
      return new Type(name, Optional.of(Integer.parseInt(context.INT().getText())));
    } catch (NumberFormatException e) {
      SourceSpan span = spans.of(context.INT());
      diagnostics.report(Diagnostic.at(span, Code.ARITHMETIC, "the length is too large"));
      return new Type(name, Optional.of(Type.ANY_LENGTH));
    }
  }
}
