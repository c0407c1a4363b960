# One Lambda function: its image, its role with what it may do and nothing else, its log, and the alias `live`, which
# the pipeline moves to a new version, and back when not everything answers then.
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "runs" {
  statement {
    sid       = "OwnLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.this.arn}:*"]
  }
  statement {
    sid       = "OwnConfiguration"
    actions   = ["ssm:GetParametersByPath"]
    resources = [var.configuration_arn, "${var.configuration_arn}/*"]
  }
  statement {
    sid       = "ReadEncrypted"
    actions   = ["kms:Decrypt"]
    resources = [var.kms_key_arn]
  }
}

resource "aws_iam_role" "this" {
  name               = var.name
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "runs" {
  name   = "runs"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.runs.json
}

resource "aws_iam_role_policy" "works" {
  count  = var.has_policy ? 1 : 0
  name   = "works"
  role   = aws_iam_role.this.id
  policy = var.policy
}

# Lambda itself puts the function's network interfaces into the private network.
resource "aws_iam_role_policy_attachment" "network" {
  count      = var.network == null ? 0 : 1
  role       = aws_iam_role.this.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_lambda_function" "this" {
  function_name = var.name
  description   = var.description
  role          = aws_iam_role.this.arn
  package_type  = "Image"
  image_uri     = var.image
  architectures = ["x86_64"]
  publish       = true

  memory_size                    = var.memory_mb
  timeout                        = var.timeout_seconds
  reserved_concurrent_executions = var.concurrency
  kms_key_arn                    = var.kms_key_arn

  environment {
    variables = {
      COPPER_CONFIG_SOURCE  = "ssm:${var.configuration_path}"
      CONFIGURATION_VERSION = var.configuration_version # nobody reads it; a new one makes a new version, which reads anew
    }
  }
  ephemeral_storage {
    size = var.scratch_mb
  }
  logging_config {
    log_format = "Text" # the programs' own JSON lines, as they are
    log_group  = aws_cloudwatch_log_group.this.name
  }
  dynamic "vpc_config" {
    for_each = var.network == null ? [] : [var.network]
    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  depends_on = [aws_iam_role_policy.runs, aws_iam_role_policy_attachment.network]
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  description      = "The version that is asked; moved by the pipeline."
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version

  lifecycle {
    ignore_changes = [function_version]
  }
}
