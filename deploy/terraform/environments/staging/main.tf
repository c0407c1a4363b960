module "gallery" {
  source      = "../../gallery"
  environment = "staging"

  zone = var.zone
  domains = {
    gallery = "staging.${var.zone}"
    studio  = "staging-studio.${var.zone}"
    gateway = "staging-api.${var.zone}"
    images  = "staging-images.${var.zone}"
  }
  cidr_block    = "10.21.0.0/16"
  private_space = null

  heroku_team     = var.heroku_team
  heroku_pipeline = var.heroku_pipeline
  released        = var.released
  dynos = {
    gallery = { size = "basic", quantity = 1 }
    studio  = { size = "basic", quantity = 1 }
    gateway = { size = "basic", quantity = 1 }
  }

  images = var.images
  database = {
    instance_class        = "db.t4g.micro"
    multi_az              = false
    backup_retention_days = 3
    connections_max       = 60
  }
  secrets_version = var.secrets_version

  login              = var.login
  alarm_email        = var.alarm_email
  mail_from          = var.mail_from
  smtp_url           = var.smtp_url
  log_retention_days = 30
  protected          = false
}
