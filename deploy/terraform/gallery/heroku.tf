# What runs on Heroku, and where its logs go.
locals {
  app_domains = { gallery = var.domains.gallery, studio = var.domains.studio, gateway = var.domains.gateway }
}

module "heroku" {
  source        = "../modules/heroku"
  for_each      = local.app_domains
  name          = "${local.name}-${each.key}"
  team          = var.heroku_team
  region        = var.heroku_region
  private_space = var.private_space
  domain        = each.value
  values        = local.configuration[each.key]
  dyno_size     = var.dynos[each.key].size
  dynos         = var.dynos[each.key].quantity
  released      = var.released
  drain_url     = "https://heroku:${random_password.drain.result}@${trimprefix(trimsuffix(aws_lambda_function_url.drain.function_url, "/"), "https://")}/drain/${each.key}"
  pipeline      = var.heroku_pipeline
  stage         = var.environment == "prod" ? "production" : "staging"
}

# Who the apps are on AWS: a user who may do nothing but take this role, whose credentials last an hour. The user's key is
# made and set by deploy/pipeline/heroku-secrets, so that it is in no state.
resource "aws_iam_user" "heroku" {
  #checkov:skip=CKV_AWS_273:dynos have no identity of their own that AWS would trust
  name = "${local.name}-heroku"
}

resource "aws_iam_role" "gateway" {
  name                 = "${local.name}-gateway"
  assume_role_policy   = data.aws_iam_policy_document.gateway_trust.json
  max_session_duration = 3600
}

resource "aws_iam_role_policy" "gateway" {
  name   = "calls"
  role   = aws_iam_role.gateway.id
  policy = data.aws_iam_policy_document.gateway.json
}

resource "aws_iam_user_policy" "heroku" {
  #checkov:skip=CKV_AWS_40:one user, one permission
  name   = "takes-the-role"
  user   = aws_iam_user.heroku.name
  policy = data.aws_iam_policy_document.heroku.json
}

# Heroku's log router cannot sign: it shows a password, which the function checks. The one thing it opens is writing lines
# into the log, and the one secret in the state, since the drain's provider keeps the address.
resource "random_password" "drain" {
  length  = 40
  special = false
}

resource "aws_lambda_function_url" "drain" {
  #checkov:skip=CKV_AWS_258:the function checks a password
  function_name      = module.function["logdrain"].name
  qualifier          = module.function["logdrain"].live_alias
  authorization_type = "NONE"
}

resource "aws_lambda_permission" "drain" {
  #checkov:skip=CKV_AWS_301:the function checks a password
  statement_id           = "drain"
  action                 = "lambda:InvokeFunctionUrl"
  function_name          = module.function["logdrain"].name
  qualifier              = module.function["logdrain"].live_alias
  principal              = "*"
  function_url_auth_type = "NONE"
}

# A function URL asks for both.
resource "aws_lambda_permission" "drain_function" {
  #checkov:skip=CKV_AWS_301:the function checks a password
  statement_id             = "drain-function"
  action                   = "lambda:InvokeFunction"
  function_name            = module.function["logdrain"].name
  qualifier                = module.function["logdrain"].live_alias
  principal                = "*"
  invoked_via_function_url = true
}

resource "aws_cloudwatch_log_group" "heroku" {
  name              = "/copper/${local.name}/heroku"
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.this.arn
}
