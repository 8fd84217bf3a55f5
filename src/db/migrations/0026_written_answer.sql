-- What wrote an answer's words, if a model did: prompt, its version and the model; null = they are the documents' own.
alter table knowledge_answer add column written_by text;
