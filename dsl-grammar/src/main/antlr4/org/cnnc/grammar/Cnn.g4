/*
 * The `.cnn` language, version 1: docs/LANGUAGE.md.
 *
 * Nearly every decision is made by one token, so that an error is found at the token that is wrong and the tokens
 * expected there are known. Where that needs a looser rule than the language's (an argument's name, a stage's path),
 * the syntax tree's builder in the frontend checks the rest.
 */
grammar Cnn;

@parser::members {
  /** Whether nothing, not even a space, is between the token before and the next: a label's parts touch. */
  private boolean adjacent() {
    return _input.LT(-1).getStopIndex() + 1 == _input.LT(1).getStartIndex();
  }
}

file : 'cnn' INT declaration* EOF ;

declaration
  : importDeclaration
  | fnDeclaration
  | blockDeclaration
  | modelDeclaration
  | testDeclaration
  ;

importDeclaration : 'import' (path | STRING) ('as' ID)? ;

fnDeclaration : 'fn' ID parameters (':' type)? definition ;

blockDeclaration : 'block' ID parameters (':' shape)? definition ;

modelDeclaration : 'model' ID (parameters? body | '=' path arguments ('weights' STRING)?) ;

testDeclaration : 'test' STRING 'for' ID body ;

parameters : '(' (parameter (',' parameter)*)? ')' ;

parameter : ID (':' (shape | type))? ('=' expr)? ;

type : (ID | 'block') ('[' INT? ']')? ;

shape : '[' (expr (',' expr)*)? ']' ;

definition : '=' pipe | body ;

body : '{' statement* '}' ;

statement
  : annotation*
    ( inputStatement
    | outputStatement
    | dimStatement
    | weightsStatement
    | paramStatement
    | requireStatement
    | expectStatement
    | ifStatement
    | forStatement
    | returnStatement
    | assignment
    )
  ;

annotation : '@' ID arguments? ;

inputStatement : 'input' ID ':' ID shape ('from' path arguments)? ;

outputStatement : 'output' ID ':' ID shape ('labels' (STRING | list))? ;

dimStatement : 'dim' dimRange (',' dimRange)* ;

dimRange : ID 'in' expr ;

weightsStatement : 'weights' STRING ;

paramStatement : 'param' ID ':' ID shape ;

requireStatement : 'require' expr ',' STRING ;

expectStatement : 'expect' expr (',' expr)* ;

ifStatement : 'if' expr body ('else' (body | ifStatement))? ;

forStatement : 'for' pattern 'in' expr body ;

pattern : ID | '(' ID (',' ID)* ')' ;

returnStatement : 'return' pipe ;

assignment : ID ('=' | '+=') pipe ;

pipe : expr ('->' stage)* ;

stage
  : ifStage
  | repeatStage
  | callStage
  ;

ifStage : 'if' expr stages ('else' (stages | ifStage))? ;

// `repeat 3 { ... }` or `repeat i in 0..<3 { ... }`: the builder checks that what is before `in` is a name.
repeatStage : 'repeat' expr ('in' expr)? stages ;

// `label: path(arguments)` or `path(arguments)`: before a colon any label, without one a path of names.
callStage : label (':' path)? arguments? ;

stages : '{' stage ('->' stage)* '}' ;

label : segment ('.' segment)* ;

segment : part ({adjacent()}? part)* ;

part : ID | DIV | INT | FLOAT | keyword | '{' expr '}' ;

// Tightest first, as ANTLR reads precedence.
expr
  : primary                                                  # atom
  | expr '[' expr (',' expr)* ']'                            # index
  | <assoc = right> expr op = '^' expr                       # binary
  | op = '-' expr                                            # unary
  | expr op = ('*' | '/' | '%' | DIV) expr                 # binary
  | expr op = ('+' | '-') expr                               # binary
  | expr op = ('..' | '..<') expr                            # binary
  | expr op = ('==' | '!=' | '<' | '>' | '<=' | '>=') expr   # binary
  | op = 'not' expr                                          # unary
  | expr op = 'and' expr                                     # binary
  | expr op = 'or' expr                                      # binary
  ;

primary
  : INT
  | FLOAT
  | 'true'
  | 'false'
  | STRING
  | path arguments?
  | '(' pipe (',' pipe)* ')'
  | list
  | 'if' expr 'then' expr 'else' expr
  ;

list : '[' (pipe (',' pipe)*)? ']' ;

// Between numbers `div` is a sign; where a name is needed it is that of the operator of tensors.
path : names += (ID | DIV) ('.' names += ID)* ;

arguments : '(' (argument (',' argument)*)? ')' ;

// `name = value` or `value`: the builder checks that what is before `=` is a name.
argument : keyword '=' pipe | pipe ('=' pipe)? ;

// What stands between the braces of a string.
interpolation : expr EOF ;

// Words that begin something but may also be a part of a label (`model.0.conv`) or an argument's name (`dim=1`).
keyword
  : 'as' | 'block' | 'cnn' | 'dim' | 'expect' | 'fn' | 'from' | 'import' | 'input' | 'labels' | 'model' | 'output'
  | 'param' | 'require' | 'test' | 'weights'
  ;

DIV : 'div' ;

ID : [A-Za-z_] [A-Za-z_0-9]* ;

// A digit after the dot, so that `0..<n` is a range.
FLOAT : [0-9]+ '.' [0-9]+ EXPONENT? | [0-9]+ EXPONENT ;

INT : [0-9]+ ;

fragment EXPONENT : [eE] [+-]? [0-9]+ ;

STRING : '"' (~["\\\n] | '\\' ~[\n])* '"' ;

UNTERMINATED_STRING : '"' (~["\\\n] | '\\' ~[\n])* '\\'? ;

DOC : '///' ~[\n]* -> channel(HIDDEN) ;

COMMENT : '//' ~[\n]* -> skip ;

SPACE : [ \t\n]+ -> skip ;

// Whatever begins no token; the parser refuses it with a place.
STRANGE : . ;
