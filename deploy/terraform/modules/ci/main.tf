# Who the pipeline is on AWS (R0.16): no key anywhere, but roles that GitHub's jobs of one repository may take for an hour.
# `plan` reads, `publish` pushes images from main, and each environment has a role of its own that only its approved jobs get.
resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

locals {
  subjects = merge(
    {
      plan    = ["repo:${var.repository}:ref:refs/heads/main"]
      publish = ["repo:${var.repository}:ref:refs/heads/main"]
    },
    { for environment in var.environments : "apply-${environment}" => ["repo:${var.repository}:environment:${environment}"] },
  )
}

data "aws_iam_policy_document" "trust" {
  for_each = local.subjects
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = each.value
    }
  }
}

resource "aws_iam_role" "this" {
  for_each             = local.subjects
  name                 = "copper-ci-${each.key}"
  assume_role_policy   = data.aws_iam_policy_document.trust[each.key].json
  max_session_duration = 3600 # what deploy/pipeline/aws-login asks for
}

resource "aws_iam_role_policy_attachment" "plan_reads" {
  role       = aws_iam_role.this["plan"].name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

# Reading everything must not mean reading what the gallery keeps: its secrets, pictures and the other states.
data "aws_iam_policy_document" "plan" {
  statement {
    sid    = "NoContent"
    effect = "Deny"
    actions = [
      "ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "ssm:GetParameterHistory",
      "secretsmanager:GetSecretValue", "logs:GetLogEvents", "logs:FilterLogEvents",
    ]
    resources = ["arn:aws:ssm:*:*:parameter/copper/*", "arn:aws:secretsmanager:*:*:secret:*", "arn:aws:logs:*:*:log-group:*"]
  }
  statement {
    sid           = "OnlyTheState"
    effect        = "Deny"
    actions       = ["s3:GetObject", "s3:GetObjectVersion"]
    not_resources = ["${var.state_bucket_arn}/*"]
  }
  statement {
    sid       = "LockTheState"
    actions   = ["s3:PutObject", "s3:DeleteObject"]
    resources = ["${var.state_bucket_arn}/*.tflock"]
  }
  statement {
    sid       = "LeaveThePlan"
    actions   = ["s3:PutObject"]
    resources = [for environment in var.environments : "${var.state_bucket_arn}/${environment}/plan.tar"]
  }
  statement {
    sid       = "ReadTheState"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.state_key_arn]
  }
}

resource "aws_iam_role_policy" "plan" {
  name   = "plan"
  role   = aws_iam_role.this["plan"].id
  policy = data.aws_iam_policy_document.plan.json
}

data "aws_iam_policy_document" "publish" {
  statement {
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"] # has no resource
  }
  statement {
    actions = [
      "ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload",
      "ecr:PutImage", "ecr:BatchGetImage", "ecr:DescribeRepositories", "ecr:DescribeImages",
    ]
    resources = [for repository in aws_ecr_repository.this : repository.arn]
  }
}

resource "aws_iam_role_policy" "publish" {
  name   = "publish"
  role   = aws_iam_role.this["publish"].id
  policy = data.aws_iam_policy_document.publish.json
}
