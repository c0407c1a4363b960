# What each function may do beside running, reading its own parameters and writing its own log (modules/function).
data "aws_iam_policy_document" "content" {
  statement {
    sid = "Objects"
    actions = [
      "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload",
    ]
    resources = [for arn in values(module.storage.arns) : "${arn}/*"]
  }
  # Without it S3 does not tell an absent object from a forbidden one.
  statement {
    sid       = "Buckets"
    actions   = ["s3:ListBucket"]
    resources = values(module.storage.arns)
  }
  statement {
    sid       = "EncryptObjects"
    actions   = ["kms:GenerateDataKey"]
    resources = [aws_kms_key.this.arn]
  }
  statement {
    sid       = "StartImaging"
    actions   = ["lambda:InvokeFunction"]
    resources = [module.function["imaging"].live_arn]
  }
  statement {
    sid       = "ForgetWhatIsWithdrawn"
    actions   = ["cloudfront:CreateInvalidation"]
    resources = [module.cdn.arn]
  }
}

data "aws_iam_policy_document" "imaging" {
  statement {
    sid       = "ReadOriginals"
    actions   = ["s3:GetObject"]
    resources = ["${module.storage.arns["temporary"]}/*", "${module.storage.arns["images"]}/*"]
  }
  statement {
    sid       = "WriteVersions"
    actions   = ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
    resources = ["${module.storage.arns["images"]}/*"]
  }
  statement {
    sid       = "Buckets"
    actions   = ["s3:ListBucket"]
    resources = [module.storage.arns["temporary"], module.storage.arns["images"]]
  }
  statement {
    sid       = "EncryptVersions"
    actions   = ["kms:GenerateDataKey"]
    resources = [aws_kms_key.this.arn]
  }
  statement {
    sid       = "CallBack"
    actions   = ["execute-api:Invoke"]
    resources = ["${module.api["content"].execution_arn}/*/${replace(local.callback, " ", "")}"]
  }
  statement {
    sid       = "ReportFailure"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.failed_images.arn]
  }
}

data "aws_iam_policy_document" "logdrain" {
  statement {
    sid       = "WriteHerokusLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.heroku.arn}:*"]
  }
}

# The gateway on Heroku: calls the two APIs, and puts files that clients send it into temporary storage.
data "aws_iam_policy_document" "gateway" {
  statement {
    sid       = "Call"
    actions   = ["execute-api:Invoke"]
    resources = [for api in values(module.api) : "${api.execution_arn}/*"]
  }
}

data "aws_iam_policy_document" "gateway_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_user.heroku.arn]
    }
  }
}

data "aws_iam_policy_document" "heroku" {
  statement {
    actions   = ["sts:AssumeRole"]
    resources = [aws_iam_role.gateway.arn]
  }
}
