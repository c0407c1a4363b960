# The whole gallery in one environment. Which system runs where is said here (R0.1 to R0.14), what each is told in
# configuration.tf, what each may do in permissions.tf.
data "aws_caller_identity" "me" {}

data "aws_region" "here" {}

locals {
  name       = "copper-${var.environment}"
  account_id = data.aws_caller_identity.me.account_id
  region     = data.aws_region.here.region
  urls = {
    gallery = "https://${var.domains.gallery}"
    studio  = "https://${var.domains.studio}"
    gateway = "https://${var.domains.gateway}"
    images  = "https://${var.domains.images}"
  }
}

module "network" {
  source             = "../modules/network"
  name               = local.name
  cidr_block         = var.cidr_block
  private_space      = var.private_space
  log_retention_days = var.log_retention_days
  kms_key_arn        = aws_kms_key.this.arn
}

# Kept nowhere: it is made anew in every run, and written only when its version grows.
ephemeral "random_password" "database" {
  length  = 40
  special = false
}

module "database" {
  source                = "../modules/database"
  name                  = local.name
  instance_class        = var.database.instance_class
  multi_az              = var.database.multi_az
  backup_retention_days = var.database.backup_retention_days
  protected             = var.protected
  password              = ephemeral.random_password.database.result
  password_version      = var.secrets_version
  subnet_ids            = module.network.private_subnet_ids
  security_group_id     = module.network.database_security_group_id
  kms_key_arn           = aws_kms_key.this.arn
  log_retention_days    = var.log_retention_days
}

module "storage" {
  source           = "../modules/storage"
  name             = local.name
  account_id       = local.account_id
  studio_url       = local.urls.studio
  distribution_arn = module.cdn.arn
  kms_key_arn      = aws_kms_key.this.arn
  protected        = var.protected
}

module "cdn" {
  source          = "../modules/cdn"
  name            = local.name
  domain          = var.domains.images
  certificate_arn = module.dns.certificate_arn
  images_domain   = module.storage.images_domain
  gallery_url     = local.urls.gallery
  studio_url      = local.urls.studio
}

module "dns" {
  source        = "../modules/dns"
  zone          = var.zone
  apps          = { for app, domain in local.app_domains : domain => module.heroku[app].dns_target }
  images_domain = var.domains.images
  cdn_domain    = module.cdn.domain
  cdn_zone_id   = module.cdn.zone_id
}

module "observability" {
  source                   = "../modules/observability"
  name                     = local.name
  alarm_email              = var.alarm_email
  functions                = { for key, function in module.function : key => function.name }
  log_groups               = merge({ for key, function in module.function : key => function.log_group }, { heroku = aws_cloudwatch_log_group.heroku.name })
  failure_queue            = aws_sqs_queue.failed_images.name
  sweeper_rule             = aws_cloudwatch_event_rule.sweeper.name
  database                 = module.database.identifier
  database_connections_max = var.database.connections_max
  api_dimensions           = module.api["content"].metric_dimensions
  kms_key_arn              = aws_kms_key.this.arn
}
