# What the environments share: the bucket of their states, the roles and images of the pipeline, the Heroku pipeline.
# Applied by a person, seldom.
data "aws_caller_identity" "me" {}

data "aws_iam_policy_document" "state_key" {
  #checkov:skip=CKV_AWS_356:* is the key it belongs to
  #checkov:skip=CKV_AWS_109:the account administers its key
  #checkov:skip=CKV_AWS_111:the account administers its key
  statement {
    actions   = ["kms:*"]
    resources = ["*"] # of this key
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.me.account_id}:root"]
    }
  }
}

resource "aws_kms_key" "state" {
  description         = "States of the gallery's infrastructure"
  enable_key_rotation = true
  policy              = data.aws_iam_policy_document.state_key.json
}

resource "aws_s3_bucket" "state" {
  bucket = "copper-state-${data.aws_caller_identity.me.account_id}"
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_versioning" "state" {
  bucket = aws_s3_bucket.state.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "state" {
  bucket = aws_s3_bucket.state.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.state.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "state" {
  bucket                  = aws_s3_bucket.state.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "state" {
  bucket     = aws_s3_bucket.state.id
  depends_on = [aws_s3_bucket_versioning.state]
  rule {
    id     = "old-states"
    status = "Enabled"
    filter {}
    noncurrent_version_expiration {
      noncurrent_days = 90
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

data "aws_iam_policy_document" "state" {
  statement {
    sid       = "HttpsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.state.arn, "${aws_s3_bucket.state.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "state" {
  bucket     = aws_s3_bucket.state.id
  policy     = data.aws_iam_policy_document.state.json
  depends_on = [aws_s3_bucket_public_access_block.state]
}

module "ci" {
  source           = "../modules/ci"
  account_id       = data.aws_caller_identity.me.account_id
  repository       = var.repository
  environments     = ["dev", "staging", "prod"]
  images           = ["content", "search", "imaging", "logdrain", "migrate", "gallery", "studio", "gateway"]
  state_bucket_arn = aws_s3_bucket.state.arn
  state_key_arn    = aws_kms_key.state.arn
}

data "heroku_team" "this" {
  name = var.heroku_team
}

resource "heroku_pipeline" "this" {
  name = "copper"
  owner {
    id   = data.heroku_team.this.id
    type = "team"
  }
}
