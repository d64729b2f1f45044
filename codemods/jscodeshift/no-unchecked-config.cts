const { transformOf } = require("./transform.cjs") as { readonly transformOf: (rule: string) => unknown };

module.exports = transformOf("no-unchecked-config");
