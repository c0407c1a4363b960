# What runs on AWS Lambda. Content and search use the database, and so does the migration, which the pipeline calls before
# a new version is asked anything.
locals {
  callback = "POST /api/v1/images/callback" # where imaging brings its results
  # Of what may change without a new image. (A hash of all parameters would turn in a circle: some name the functions.)
  configuration_version = substr(sha256(jsonencode([
    var.domains, var.login, var.mail_from, var.log_level, var.secrets_version,
  ])), 0, 12)
  database_network = {
    subnet_ids         = module.network.private_subnet_ids
    security_group_ids = [module.network.functions_security_group_id]
  }
  functions = {
    content = {
      description     = "Content Management Service (R0.4)"
      timeout_seconds = 30
      network         = local.database_network
      policy          = data.aws_iam_policy_document.content.json
    }
    search = {
      description     = "Search Service (R0.5)"
      timeout_seconds = 30
      network         = local.database_network
      policy          = null
    }
    imaging = {
      description     = "Image Processing Service (R0.6)"
      timeout_seconds = 120
      network         = var.private_space == null ? null : local.database_network # where the API can be reached
      policy          = data.aws_iam_policy_document.imaging.json
    }
    logdrain = {
      description     = "Heroku's logs to CloudWatch (R0.14)"
      timeout_seconds = 20
      network         = null
      policy          = data.aws_iam_policy_document.logdrain.json
    }
    migrate = {
      description     = "Brings the database's schema up to date"
      timeout_seconds = 600
      network         = local.database_network
      policy          = null
    }
  }
}

module "function" {
  source                = "../modules/function"
  for_each              = local.functions
  name                  = "${local.name}-${each.key}"
  description           = each.value.description
  image                 = var.images[each.key]
  memory_mb             = var.functions[each.key].memory_mb
  concurrency           = var.functions[each.key].concurrency
  timeout_seconds       = each.value.timeout_seconds
  scratch_mb            = each.key == "imaging" ? 2048 : 512
  network               = each.value.network
  has_policy            = contains(["content", "imaging", "logdrain"], each.key)
  policy                = each.value.policy
  configuration_path    = module.config[each.key].path
  configuration_version = local.configuration_version
  configuration_arn     = "arn:aws:ssm:${local.region}:${local.account_id}:parameter${trimsuffix(module.config[each.key].path, "/")}"
  kms_key_arn           = aws_kms_key.this.arn
  log_retention_days    = var.log_retention_days
}

module "api" {
  source              = "../modules/api"
  for_each            = toset(["content", "search"])
  name                = "${local.name}-${each.key}"
  description         = local.functions[each.key].description
  account_id          = local.account_id
  endpoint_id         = module.network.api_endpoint_id
  function_name       = module.function[each.key].name
  function_alias      = module.function[each.key].live_alias
  function_invoke_arn = module.function[each.key].live_invoke_arn
  routes              = concat(["ANY /{proxy+}"], each.key == "content" ? [local.callback] : [])
  requests_per_second = var.requests_per_second
  kms_key_arn         = aws_kms_key.this.arn
  log_retention_days  = var.log_retention_days
}

# The sweeper: takes back image jobs whose worker died, clears temporary storage, reminds of backups.
resource "aws_cloudwatch_event_rule" "sweeper" {
  name                = "${local.name}-sweeper"
  description         = "Calls content once a minute"
  schedule_expression = "rate(1 minute)"
}

resource "aws_cloudwatch_event_target" "sweeper" {
  rule = aws_cloudwatch_event_rule.sweeper.name
  arn  = module.function["content"].live_arn
  retry_policy {
    maximum_event_age_in_seconds = 60 # the next minute brings another one
    maximum_retry_attempts       = 0
  }
}

resource "aws_lambda_permission" "sweeper" {
  statement_id  = "sweeper"
  action        = "lambda:InvokeFunction"
  function_name = module.function["content"].name
  qualifier     = module.function["content"].live_alias
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.sweeper.arn
}

# An image is tried three times; what fails then, or kills the function, waits here, and the sweeper shows it as failed.
resource "aws_sqs_queue" "failed_images" {
  name                      = "${local.name}-failed-images"
  message_retention_seconds = 1209600
  kms_master_key_id         = aws_kms_key.this.arn
}

resource "aws_lambda_function_event_invoke_config" "imaging" {
  function_name                = module.function["imaging"].name
  qualifier                    = module.function["imaging"].live_alias
  maximum_event_age_in_seconds = 3600
  maximum_retry_attempts       = 2
  destination_config {
    on_failure {
      destination = aws_sqs_queue.failed_images.arn
    }
  }
}
