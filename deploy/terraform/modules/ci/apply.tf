# What a job may do once somebody has let it into an environment: everything in the services the gallery uses, and with
# identities only those that carry the environment's name.
locals {
  services = [
    "acm", "apigateway", "cloudfront", "cloudwatch", "ec2", "ecr", "events", "kms", "lambda", "logs", "rds", "route53", "s3",
    "sns", "sqs", "ssm",
  ]
}

data "aws_iam_policy_document" "apply" {
  #checkov:skip=CKV_AWS_356:it creates these resources, most have no name before
  #checkov:skip=CKV_AWS_109:identities only of its own environment
  #checkov:skip=CKV_AWS_111:it creates these resources
  for_each = toset(var.environments)
  statement {
    sid       = "Services"
    actions   = [for service in local.services : "${service}:*"]
    resources = ["*"]
  }
  statement {
    sid     = "OwnIdentities"
    actions = ["iam:*"]
    resources = [
      "arn:aws:iam::${var.account_id}:role/copper-${each.key}-*",
      "arn:aws:iam::${var.account_id}:user/copper-${each.key}-*",
    ]
  }
  # RDS and others make a role of their own when they are used for the first time.
  statement {
    sid       = "RolesOfServices"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = ["arn:aws:iam::${var.account_id}:role/aws-service-role/*"]
  }
  # A role it makes may be passed to these services only.
  statement {
    sid       = "PassToServicesOnly"
    effect    = "Deny"
    actions   = ["iam:PassRole"]
    resources = ["*"]
    condition {
      test     = "StringNotEquals"
      variable = "iam:PassedToService"
      values   = ["lambda.amazonaws.com", "vpc-flow-logs.amazonaws.com"]
    }
  }
  statement {
    sid       = "NotTheOtherStates"
    effect    = "Deny"
    actions   = ["s3:GetObject*", "s3:PutObject*", "s3:DeleteObject*"]
    resources = [for other in setsubtract(concat(var.environments, ["account"]), [each.key]) : "${var.state_bucket_arn}/${other}/*"]
  }
  # What bears another environment's name. (Keys, networks, APIs and the CDN have numbers for names.)
  statement {
    sid     = "NotTheOtherEnvironments"
    effect  = "Deny"
    actions = ["lambda:*", "logs:*", "rds:*", "s3:*", "sqs:*", "ssm:*"]
    resources = flatten([for other in setsubtract(var.environments, [each.key]) : [
      "arn:aws:lambda:*:${var.account_id}:function:copper-${other}-*",
      "arn:aws:logs:*:${var.account_id}:log-group:/aws/lambda/copper-${other}-*",
      "arn:aws:logs:*:${var.account_id}:log-group:/aws/rds/instance/copper-${other}/*",
      "arn:aws:logs:*:${var.account_id}:log-group:/copper/copper-${other}*",
      "arn:aws:rds:*:${var.account_id}:*:copper-${other}*",
      "arn:aws:s3:::copper-${other}-*",
      "arn:aws:sqs:*:${var.account_id}:copper-${other}-*",
      "arn:aws:ssm:*:${var.account_id}:parameter/copper/${other}/*",
    ]])
  }
}

resource "aws_iam_role_policy" "apply" {
  for_each = toset(var.environments)
  name     = "apply"
  role     = aws_iam_role.this["apply-${each.key}"].id
  policy   = data.aws_iam_policy_document.apply[each.key].json
}
