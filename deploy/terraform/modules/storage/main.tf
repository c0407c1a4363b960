# Three private buckets (R0.8). Everything is encrypted, versioned and reached by HTTPS only.
locals {
  buckets = {
    temporary = { noncurrent_days = 7 }
    images    = { noncurrent_days = 30 }
    backups   = { noncurrent_days = 30 }
  }
}

resource "aws_s3_bucket" "this" {
  for_each      = local.buckets
  bucket        = "${var.name}-${each.key}-${var.account_id}"
  force_destroy = !var.protected
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each                = aws_s3_bucket.this
  bucket                  = each.value.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = aws_s3_bucket.this
  bucket   = each.value.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = aws_s3_bucket.this
  bucket   = each.value.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = aws_s3_bucket.this
  bucket   = each.value.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

# Only what is no longer current ever expires: which uploads are finished and which backups are old is known to the
# content service alone.
resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each   = local.buckets
  bucket     = aws_s3_bucket.this[each.key].id
  depends_on = [aws_s3_bucket_versioning.this]

  rule {
    id     = "broken-uploads"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
  rule {
    id     = "what-was-replaced"
    status = "Enabled"
    filter {}
    noncurrent_version_expiration {
      noncurrent_days = each.value.noncurrent_days
    }
    expiration {
      expired_object_delete_marker = true
    }
  }
  dynamic "rule" {
    for_each = each.key == "backups" ? [1] : []
    content {
      id     = "old-backups-cost-less"
      status = "Enabled"
      filter {}
      transition {
        days          = 30
        storage_class = "GLACIER_IR" # read at once, unlike the colder ones: a restore takes minutes
      }
    }
  }
}

# Browsers send parts of uploads straight to the temporary bucket, and read its answer's ETag.
resource "aws_s3_bucket_cors_configuration" "temporary" {
  bucket = aws_s3_bucket.this["temporary"].id
  cors_rule {
    allowed_origins = [var.studio_url]
    allowed_methods = ["PUT"]
    allowed_headers = ["*"]
    expose_headers  = ["ETag"]
    max_age_seconds = 3600
  }
}

data "aws_iam_policy_document" "this" {
  for_each = aws_s3_bucket.this

  statement {
    sid       = "HttpsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [each.value.arn, "${each.value.arn}/*"]
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

  # The CDN reads what is published, by its origin access control, and nothing else.
  dynamic "statement" {
    for_each = each.key == "images" ? [1] : []
    content {
      sid       = "Published"
      actions   = ["s3:GetObject"]
      resources = ["${each.value.arn}/public/*"]
      principals {
        type        = "Service"
        identifiers = ["cloudfront.amazonaws.com"]
      }
      condition {
        test     = "StringEquals"
        variable = "aws:SourceArn"
        values   = [var.distribution_arn]
      }
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  for_each   = aws_s3_bucket.this
  bucket     = each.value.id
  policy     = data.aws_iam_policy_document.this[each.key].json
  depends_on = [aws_s3_bucket_public_access_block.this]
}
