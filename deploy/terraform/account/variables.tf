variable "region" {
  type        = string
  description = "The AWS region of everything but certificates of the CDN."
  default     = "eu-north-1"
}

variable "repository" {
  type        = string
  description = "The repository whose pipeline deploys, as owner/name on GitHub."
}

variable "heroku_team" {
  type        = string
  description = "The Heroku team that owns the apps."
}
