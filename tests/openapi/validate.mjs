// Reads {"document": OpenAPI, "answers": [{"name", "schema", "body"}]} from the file named as argument. Prints what is
// wrong, a line each, and ends with 1; nothing and 0 when the document is valid and every answer fits its schema.
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const { document, answers } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const problems = [];

const result = await new Validator({ strict: true }).validate(structuredClone(document));
if (!result.valid) {
  const errors = Array.isArray(result.errors) ? result.errors : [{ message: String(result.errors) }];
  for (const error of errors) problems.push(`document ${error.instancePath ?? ""}: ${error.message}`);
}

// Strict: a misspelled keyword is an error too. `components` is where references point.
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
addFormats(ajv);
ajv.addKeyword("components");
const fits = (name, schema, body) => {
  let validate;
  try {
    validate = ajv.compile({ ...schema, components: document.components });
  } catch (error) {
    problems.push(`${name}: the schema is wrong: ${error.message}`);
    return;
  }
  if (validate(body)) return;
  for (const error of validate.errors) {
    const what = error.params?.additionalProperty ?? error.params?.allowedValues?.join(", ") ?? "";
    problems.push(`${name}: ${error.instancePath || "/"} ${error.message} ${what}`.trimEnd());
  }
};
for (const { name, schema, body } of answers) fits(name, schema, body);
for (const name of Object.keys(document.components?.schemas ?? {})) {
  try {
    ajv.compile({ $ref: `#/components/schemas/${name}`, components: document.components });
  } catch (error) {
    problems.push(`components/schemas/${name}: ${error.message}`);
  }
}

for (const problem of problems.slice(0, 200)) console.log(problem);
process.exit(problems.length === 0 ? 0 : 1);
