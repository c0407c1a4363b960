# What one program on AWS reads at its start (R0.13): parameters under a path of its own, named without COPPER_. Secrets are written to SSM and
# kept nowhere else, not in the state either.
resource "aws_ssm_parameter" "values" {
  for_each = var.values
  name     = "${var.path}${trimprefix(each.key, "COPPER_")}"
  type     = "String"
  value    = each.value
}

resource "aws_ssm_parameter" "secrets" {
  for_each         = var.secret_names
  name             = "${var.path}${trimprefix(each.key, "COPPER_")}"
  type             = "SecureString"
  key_id           = var.kms_key_arn
  value_wo         = var.secrets[each.key]
  value_wo_version = var.secrets_version
}
