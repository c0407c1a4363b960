# What every program is told (R0.13). On Heroku these are config vars, on AWS parameters below /copper/ENVIRONMENT/PROGRAM/.
# docs/operations.md explains each key; `copper config check` compares the two sides while they run.
locals {
  login = {
    COPPER_OIDC_ISSUER      = var.login.issuer
    COPPER_OIDC_AUDIENCE    = var.login.audience
    COPPER_OIDC_ROLES_CLAIM = var.login.roles_claim
  }
  storage = {
    COPPER_STORAGE           = "s3:"
    COPPER_S3_REGION         = local.region
    COPPER_S3_BUCKET_TEMP    = module.storage.names["temporary"]
    COPPER_S3_BUCKET_IMAGES  = module.storage.names["images"]
    COPPER_S3_BUCKET_BACKUPS = module.storage.names["backups"]
  }
  # Heroku's router stands in front of every app and says last in X-Forwarded-For whom it speaks for.
  dyno = {
    COPPER_LISTEN_ADDRESS = "0.0.0.0"
    COPPER_BEHIND_PROXY   = "true"
    COPPER_LOG_LEVEL      = var.log_level
  }

  configuration = {
    gallery = merge(local.dyno, {
      COPPER_GALLERY_URL = local.urls.gallery
      COPPER_GATEWAY_URL = local.urls.gateway
      COPPER_CDN_URL     = local.urls.images
    })
    studio = merge(local.dyno, local.login, {
      COPPER_STUDIO_URL     = local.urls.studio
      COPPER_GATEWAY_URL    = local.urls.gateway
      COPPER_GALLERY_URL    = local.urls.gallery
      COPPER_OIDC_CLIENT_ID = var.login.client_id
      COPPER_STORAGE_ORIGINS = join(" ", concat([local.urls.images], [
        for bucket in ["temporary", "images", "backups"] : "https://${module.storage.names[bucket]}.s3.${local.region}.amazonaws.com"
      ]))
    })
    gateway = merge(local.dyno, local.login, {
      COPPER_CONTENT_URL     = module.api["content"].url
      COPPER_SEARCH_URL      = module.api["search"].url
      COPPER_GATEWAY_URL     = local.urls.gateway
      COPPER_ALLOWED_ORIGINS = "${local.urls.gallery},${local.urls.studio}"
      COPPER_ROLE_ARN        = aws_iam_role.gateway.arn
      COPPER_S3_REGION       = local.region
    })
    content = merge(local.login, local.storage, {
      COPPER_DATABASE_CONNECTIONS = "2" # a function works on one event at a time
      COPPER_IMAGING              = "${local.name}-imaging:live"
      COPPER_CDN_URL              = local.urls.images
      COPPER_CDN_DISTRIBUTION     = module.cdn.id
      COPPER_GALLERY_URL          = local.urls.gallery
      COPPER_MAIL_FROM            = var.mail_from
      COPPER_LOG_LEVEL            = var.log_level
    })
    search = merge(local.login, {
      COPPER_DATABASE_CONNECTIONS = "2"
      COPPER_CDN_URL              = local.urls.images
      COPPER_LOG_LEVEL            = var.log_level
    })
    imaging = merge(local.storage, {
      COPPER_CONTENT_URL = module.api["content"].url
      COPPER_LOG_LEVEL   = var.log_level
    })
    logdrain = {
      COPPER_LOG_GROUP = aws_cloudwatch_log_group.heroku.name
      COPPER_LOG_LEVEL = var.log_level
    }
    migrate = {
      COPPER_LOG_LEVEL = var.log_level
    }
  }

  # Names only; on AWS the values are below, on Heroku deploy/pipeline/heroku-secrets sets them.
  secrets = {
    gallery  = ["COPPER_APP_KEY"]
    studio   = ["COPPER_APP_KEY", "COPPER_SESSION_KEYS", "COPPER_OIDC_CLIENT_SECRET"]
    gateway  = ["COPPER_APP_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
    content  = ["COPPER_DATABASE_URL", "COPPER_SMTP_URL"]
    search   = ["COPPER_DATABASE_URL"]
    imaging  = []
    logdrain = ["COPPER_DRAIN_TOKEN"]
    migrate  = ["COPPER_DATABASE_URL"]
  }
}

module "config" {
  source       = "../modules/config"
  for_each     = toset(["content", "search", "imaging", "logdrain", "migrate"])
  path         = "/copper/${var.environment}/${each.key}/"
  values       = local.configuration[each.key]
  secret_names = local.secrets[each.key]
  # The certificates of RDS come with every function's package.
  secrets = {
    COPPER_DATABASE_URL = "postgresql://copper:${ephemeral.random_password.database.result}@${module.database.host}:5432/copper?sslmode=verify-full&sslrootcert=/var/task/rds.pem"
    COPPER_SMTP_URL     = var.smtp_url
    COPPER_DRAIN_TOKEN  = random_password.drain.result
  }
  secrets_version = var.secrets_version
  kms_key_arn     = aws_kms_key.this.arn
}
