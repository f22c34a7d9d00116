/** A password, key or token stands in the text of the program. */
import { findSecrets } from '../../diagnostics/secrets.ts'
import type { Rule } from '../rule.ts'

export const secretInSql: Rule = {
  name: 'secret-in-sql',
  code: 'SF451',
  severity: 'warning',
  title: 'a password, key or token stands in the program',
  explanation:
    "The text of a program goes where programs go: into version control, into the workflow's YAML, into the logs of the database and of the steps. Whoever can read one of them has the secret. Steps get the data source and its credentials from a Kubernetes secret (see `datasource` in sqlflow.yaml); create users elsewhere. A secret that was committed is known: change it. No message shows it: asterisks stand for it wherever source is shown.",
  bad: "CREATE USER analyst IDENTIFIED BY 'tr0ub4dor&3';",
  good: 'CREATE USER analyst IDENTIFIED WITH auth_socket;',
  more: {
    bad: [
      "SET PASSWORD FOR 'analyst'@'%' = 'tr0ub4dor&3';",
      "ALTER ROLE analyst WITH PASSWORD 'tr0ub4dor&3';",
      'SELECT * FROM t TO RUN img/load CMD "load.py", "--to", "mysql://root:tr0ub4dor@db:3306/x" INTO r;',
      'SELECT * FROM t TO TRAIN DNNClassifier WITH model.n_classes = 2, model.hidden_units = [4], oss.secret_key = "abc123" LABEL y INTO m;',
      "CREATE EXTERNAL TABLE t (a INT) TBLPROPERTIES ('password' = 'tr0ub4dor');",
      "COPY t FROM 's3://b/f' CREDENTIALS 'aws_access_key_id=AKIAIOSFODNN7EXAMPLE';",
      "SET @k = '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7bq\n-----END RSA PRIVATE KEY-----';",
      '-- LTAI4FoobarFoobar1234 is for tests\nSELECT 1;',
    ],
    good: [
      "SELECT * FROM users WHERE password = '';",
      'SELECT password, secret FROM users;',
      "CREATE USER analyst IDENTIFIED BY '<password>';",
      "SELECT * FROM logs WHERE url = 'https://example.com/a:b@c';",
      "SELECT 'password' AS kind;",
      "UPDATE t SET primary_key = 'a' WHERE id = 1;",
    ],
  },
  check(context, report) {
    for (const { span, what } of findSecrets(context.text)) {
      report({
        message: `${what} stands in the program`,
        span,
        help: 'take it out and change it: it is in the workflow, in logs and in version control',
      })
    }
  },
}
