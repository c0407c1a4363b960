# One app on Heroku (R0.1 to R0.3): the container, its dynos, its name, what it may know, and where its log goes. Its
# secrets are set by deploy/pipeline/heroku-secrets: this provider would keep them in the state.
resource "heroku_app" "this" {
  name   = var.name
  region = var.region
  stack  = "container"
  acm    = true
  space  = var.private_space

  organization {
    name = var.team
  }
}

resource "heroku_app_config_association" "this" {
  app_id = heroku_app.this.id
  vars   = var.values
}

# Dynos can be set once the app has had its first release.
resource "heroku_formation" "web" {
  count    = var.released ? 1 : 0
  app_id   = heroku_app.this.id
  type     = "web"
  size     = var.dyno_size
  quantity = var.dynos
}

resource "heroku_domain" "this" {
  app_id   = heroku_app.this.id
  hostname = var.domain
}

resource "heroku_drain" "logs" {
  app_id        = heroku_app.this.id
  sensitive_url = var.drain_url
}

resource "heroku_pipeline_coupling" "this" {
  count    = var.pipeline == null ? 0 : 1
  app_id   = heroku_app.this.id
  pipeline = var.pipeline
  stage    = var.stage
}
