module "gallery" {
  source      = "../../gallery"
  environment = "dev"

  zone = var.zone
  domains = {
    gallery = "dev.${var.zone}"
    studio  = "dev-studio.${var.zone}"
    gateway = "dev-api.${var.zone}"
    images  = "dev-images.${var.zone}"
  }
  cidr_block    = "10.20.0.0/16"
  private_space = null

  heroku_team     = var.heroku_team
  heroku_pipeline = null
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
    backup_retention_days = 1
    connections_max       = 60
  }
  secrets_version = var.secrets_version

  login              = var.login
  alarm_email        = var.alarm_email
  mail_from          = var.mail_from
  smtp_url           = var.smtp_url
  log_retention_days = 7
  protected          = false
}
