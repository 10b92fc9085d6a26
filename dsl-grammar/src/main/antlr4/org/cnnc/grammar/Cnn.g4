grammar Cnn;

file : 'cnn' INT EOF ;

INT : [0-9]+ ;
SPACE : [ \t\r\n]+ -> skip ;
