module "gallery" {
  source      = "../../gallery"
  environment = "prod"

  zone = var.zone
  domains = {
    gallery = "www.${var.zone}"
    studio  = "studio.${var.zone}"
    gateway = "api.${var.zone}"
    images  = "images.${var.zone}"
  }
  cidr_block    = "10.22.0.0/16"
  private_space = var.private_space

  heroku_team     = var.heroku_team
  heroku_pipeline = var.heroku_pipeline
  heroku_region   = var.heroku_region
  released        = var.released
  dynos = {
    for app in ["gallery", "studio", "gateway"] : app => {
      size     = var.private_space == null ? "standard-1x" : "private-s" # a space runs private dynos only
      quantity = 1
    }
  }

  images = var.images
  database = {
    instance_class        = "db.t4g.micro"
    multi_az              = false
    backup_retention_days = 14
    connections_max       = 60
  }
  secrets_version = var.secrets_version

  login              = var.login
  alarm_email        = var.alarm_email
  mail_from          = var.mail_from
  smtp_url           = var.smtp_url
  log_retention_days = 90
  protected          = true
}
